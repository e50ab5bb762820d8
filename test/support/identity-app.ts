import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type INestApplication, Module } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ConfigModule, loadConfig } from '@doyak/kernel/config';
import { Database, DatabaseModule, migrate } from '@doyak/kernel/database';
import type { Actor } from '@doyak/kernel/decider';
import {
  EventStoreModule,
  Followers,
  migrations as storeMigrations,
  prepareReadModels,
} from '@doyak/kernel/event-store';
import { createHttpApplication, createLogger, HttpModule, ReadYourWrites } from '@doyak/kernel/http';
import { migrations as personalDataMigrations, PersonalDataModule } from '@doyak/kernel/personal-data';
import { createTestDatabase } from '@doyak/kernel/testing';
import pg from 'pg';
import request from 'supertest';
import {
  CreateFirstAdministrator,
  GrantRole,
  identityFeature,
  IdentityModule,
  InvitePerson,
  migrations,
  RedeemInvitation,
  RegisterOrganisation,
  RegisterPerson,
  type OrganisationKind,
  type Role,
} from '@doyak/identity';

export const PASSWORD = 'correct horse battery staple';

/** Somebody who can sign in, with an access token. */
export interface Enrolled {
  readonly personId: string;
  readonly email: string;
  readonly token: string;
}

/** The context identity behind the real edge on a database of its own, with a first administrator. */
export interface IdentityApp {
  readonly app: INestApplication;
  readonly commands: CommandBus;
  /** With the owner's rights, to look behind the curtain. */
  readonly owner: pg.Pool;
  readonly agencyId: string;
  readonly administrator: Enrolled;
  /** Requests with this token, key, or none; commands wait for the read models. */
  as(token?: string): {
    get(path: string): request.Test;
    post(path: string, body?: object, headers?: Record<string, string>): request.Test;
    delete(path: string): request.Test;
  };
  registerOrganisation(kind: OrganisationKind, businessNumber?: string): Promise<string>;
  enrol(role: Role | null, organisationId: string | null): Promise<Enrolled>;
  /** What a command is given by, from inside. */
  by(): { actor: Actor; now: Date; commandId: string };
  close(): Promise<void>;
}

export async function startIdentityApp(options: { signInBudget?: number } = {}): Promise<IdentityApp> {
  const testDatabase = await createTestDatabase({
    migrate: async (ownerUrl) => {
      await migrate(ownerUrl, [...storeMigrations, ...personalDataMigrations, ...migrations]);
      await prepareReadModels(ownerUrl, identityFeature.readModels ?? []);
    },
  });
  const home = mkdtempSync(join(tmpdir(), 'doyak-identity-'));
  const database = await Database.open(testDatabase.appUrl, { size: 8, name: 'doyak-test' });

  @Module({
    imports: [
      ConfigModule.forRoot(loadConfig({ DOYAK_HOME: home })),
      DatabaseModule.forRoot(database),
      EventStoreModule.forRoot({ follow: true }),
      HttpModule,
      PersonalDataModule,
      IdentityModule,
    ],
    providers: [{ provide: ReadYourWrites, useExisting: Followers }],
  })
  class TestModule {}

  const app = await createHttpApplication(TestModule, {
    version: '0.0.0',
    logger: createLogger('silent'),
    rateLimits: {
      perAddress: { points: 100_000, seconds: 60 },
      perPrincipal: { points: 100_000, seconds: 60 },
      signIn: { points: options.signInBudget ?? 100_000, seconds: 300 },
    },
  });
  await app.init();
  const commands = app.get(CommandBus, { strict: false });
  const owner = new pg.Pool({ connectionString: testDatabase.ownerUrl, max: 2 });
  const by: IdentityApp['by'] = () => ({
    actor: { kind: 'system', id: 'test', authority: 'test' },
    now: new Date(),
    commandId: randomUUID(),
  });
  const as: IdentityApp['as'] = (token) => {
    const send = (method: 'get' | 'post' | 'delete', path: string) => {
      const made = request(app.getHttpServer() as never)[method](path);
      return token === undefined ? made : made.set('Authorization', `Bearer ${token}`);
    };
    return {
      get: (path) => send('get', path),
      post: (path, body, headers = {}) =>
        send('post', path)
          .set({ Prefer: 'wait=5', ...headers })
          .send(body),
      delete: (path) => send('delete', path),
    };
  };
  const signIn = async (email: string) => {
    const answer = await as().post('/v1/sessions', { email, password: PASSWORD });
    return (answer.body as { accessToken: string }).accessToken;
  };
  const first = await commands.execute(
    new CreateFirstAdministrator(
      { name: 'Example Agency', businessNumber: null },
      { name: 'First Example', email: 'first@agency.test', phone: null },
      PASSWORD,
      new Date(),
    ),
  );
  const enrol: IdentityApp['enrol'] = async (role, organisationId) => {
    const personId = randomUUID();
    const email = `${personId}@people.test`;
    const contact = { name: 'Some Example', email, phone: '010-0000-0000' };
    await commands.execute(new RegisterPerson(organisationId, contact, { ...by(), commandId: personId }));
    const { invitation } = await commands.execute(new InvitePerson(personId, by()));
    await commands.execute(new RedeemInvitation(invitation?.token ?? '', PASSWORD, by()));
    if (role !== null) await commands.execute(new GrantRole(personId, role, 'Needed in a test', by()));
    return { personId, email, token: await signIn(email) };
  };
  return {
    ...{ app, commands, owner, as, enrol, by },
    agencyId: first.organisationId,
    administrator: {
      personId: first.personId,
      email: 'first@agency.test',
      token: await signIn('first@agency.test'),
    },
    registerOrganisation: async (kind, businessNumber) => {
      const facts = {
        kind,
        name: `Example ${kind}`,
        businessNumber: businessNumber ?? null,
        corporateNumber: null,
      };
      const organisationId = randomUUID();
      await commands.execute(new RegisterOrganisation(facts, { ...by(), commandId: organisationId }));
      return organisationId;
    },
    close: async () => {
      await app.close();
      await owner.end();
      await testDatabase.drop();
      rmSync(home, { recursive: true });
    },
  };
}
