import { randomUUID } from 'node:crypto';
import { CommandBus } from '@nestjs/cqrs';
import { GrantRole, InvitePerson, RedeemInvitation, RegisterPerson, type Role } from '@doyak/identity';
import type { DecideOptions } from '@doyak/kernel/event-store';
import { DEMO_PASSWORD } from '../../apps/cli/src/demo-seed.js';
import type request from 'supertest';
import type { PlatformApp } from './platform-app.js';

/** Somebody beside the demo's people; requests wait for the read models. */
export interface OneMore {
  readonly id: string;
  get(path: string): request.Test;
  post(path: string, body?: object): request.Test;
}

/** Registers a person with one role, in no organisation unless one is named, and signs them in. */
export async function oneMore(
  doyak: PlatformApp,
  name: string,
  role: Role,
  organisationId: string | null = null,
): Promise<OneMore> {
  const bus = doyak.app.get(CommandBus, { strict: false });
  const admin = actorOf(doyak.token('admin'));
  const step = (): DecideOptions => ({
    actor: { kind: 'person', ...admin, authority: 'role:administrator' },
    now: new Date(),
    commandId: randomUUID(),
  });
  const email = `${name}@more.example`;
  const first = step();
  await bus.execute(new RegisterPerson(organisationId, { name, email, phone: null }, first));
  const { invitation } = await bus.execute(new InvitePerson(first.commandId, step()));
  await bus.execute(new RedeemInvitation(invitation!.token, DEMO_PASSWORD, step()));
  await bus.execute(new GrantRole(first.commandId, role, 'Test', step()));
  const session = await doyak.as().post('/v1/sessions', { email, password: DEMO_PASSWORD }).expect(201);
  const { accessToken } = session.body as { accessToken: string };
  const authorisation = { Authorization: `Bearer ${accessToken}` };
  return {
    id: first.commandId,
    get: (path) => doyak.as().get(path).set(authorisation),
    post: (path, body) => doyak.as().post(path, body, authorisation),
  };
}

/** Who a token was issued to. */
export function actorOf(token: string): { id: string; organisationId?: string } {
  const payload = JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString()) as {
    sub: string;
    org?: string;
  };
  return { id: payload.sub, ...(payload.org && { organisationId: payload.org }) };
}
