import {
  CreateFirstAdministrator,
  GrantRole,
  InvitePerson,
  type OrganisationKind,
  RedeemInvitation,
  RegisterOrganisation,
  RegisterPerson,
  type Role,
} from '@doyak/identity';
import { type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import { demoRoundSteps, seedDemoRounds } from './demo-rounds.js';
import { knownCommands } from './known-commands.js';

/** One password for all demo people: it is printed at the start and protects nothing. */
export const DEMO_PASSWORD = 'leap-over-the-wall-2026';

interface DemoOrganisation {
  readonly key: string;
  readonly name: string;
  readonly kind: OrganisationKind;
  readonly businessNumber: string;
}

export interface DemoPerson {
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  /** Absent: a person without an organisation. */
  readonly organisation?: string;
}

/** Invented names; business numbers pass the check digit and belong to nobody known. */
const organisations: readonly DemoOrganisation[] = [
  { key: 'hanbit', name: 'Sample Hanbit AI', kind: 'company', businessNumber: '1234567891' },
  { key: 'byeol', name: 'Sample Byeol Fabless', kind: 'company', businessNumber: '2208162517' },
  { key: 'guarantee', name: 'Sample Guarantee Fund', kind: 'guarantee-fund', businessNumber: '1208147521' },
];

export const administrator: DemoPerson = {
  email: 'admin@demo.example',
  name: 'Demo Administrator',
  roles: ['administrator'],
  organisation: 'agency',
};

/** Publishes what the first one drafts. */
const secondAdministrator: DemoPerson = {
  email: 'admin2@demo.example',
  name: 'Demo Second Administrator',
  roles: ['administrator'],
  organisation: 'agency',
};

export const demoPeople: readonly DemoPerson[] = [
  secondAdministrator,
  { email: 'operator@demo.example', name: 'Demo Operator', roles: ['operator'], organisation: 'agency' },
  {
    email: 'operator2@demo.example',
    name: 'Demo Second Operator',
    roles: ['operator'],
    organisation: 'agency',
  },
  { email: 'reviewer@demo.example', name: 'Demo Reviewer', roles: ['reviewer'] },
  { email: 'auditor@demo.example', name: 'Demo Auditor', roles: ['auditor'] },
  { email: 'hanbit@demo.example', name: 'Demo Applicant', roles: ['applicant'], organisation: 'hanbit' },
  {
    email: 'byeol@demo.example',
    name: 'Demo Fabless Applicant',
    roles: ['applicant'],
    organisation: 'byeol',
  },
  { email: 'founder@demo.example', name: 'Demo Founder', roles: ['applicant'] },
  {
    email: 'partner@demo.example',
    name: 'Demo Guarantee Officer',
    roles: ['partner'],
    organisation: 'guarantee',
  },
];

const NAMESPACE = '3b6f0d5e-7c55-5a77-8a53-0b8b7f1d2c10';
const AGENCY = 'Sample Promotion Agency';
const idOf = (step: string) => uuidv5(step, NAMESPACE);

/** The last of what a complete demo has; each comes after all that it needs. */
const lastSteps = [
  ...demoPeople.flatMap(({ email, roles }) => roles.map((role) => `grant:${email}:${role}`)),
  ...demoRoundSteps,
].map(idOf);

/**
 * Registers the demo's organisations and people as an administrator would, publishes the shipped programs and opens rounds of them. Goes on where
 * an interrupted start stopped; does nothing where the first administrator is not the demo's, or all is there. Answers whether it did anything.
 */
export async function seedDemo(app: INestApplicationContext): Promise<boolean> {
  const bus = app.get(CommandBus, { strict: false });
  const now = new Date();
  const first = await bus.execute(
    new CreateFirstAdministrator(
      { name: AGENCY, businessNumber: '1248100998' },
      { name: administrator.name, email: administrator.email, phone: null },
      DEMO_PASSWORD,
      now,
    ),
  );
  if (!first.created) {
    const known = await knownCommands(app, lastSteps);
    if (known.size === lastSteps.length || !(await isDemo(app, first.organisationId))) return false;
  }
  const by: By = (step, personId = first.personId) => ({
    actor: {
      kind: 'person',
      id: personId,
      organisationId: first.organisationId,
      authority: 'role:administrator',
    },
    now,
    commandId: idOf(step),
  });
  const ids = new Map([['agency', first.organisationId]]);
  for (const { key, name, kind, businessNumber } of organisations) {
    const facts = { kind, name, businessNumber, corporateNumber: null };
    const { streamId } = await bus.execute(new RegisterOrganisation(facts, by(`organisation:${key}`)));
    ids.set(key, streamId.slice('organisation-'.length));
  }
  for (const person of demoPeople) await seedPerson(app, person, ids, by);
  await seedDemoRounds(app, by, idOf(`person:${secondAdministrator.email}`));
  return true;
}

type By = (step: string, personId?: string) => DecideOptions;

async function seedPerson(
  app: INestApplicationContext,
  { email, name, roles, organisation }: DemoPerson,
  ids: ReadonlyMap<string, string>,
  by: By,
): Promise<void> {
  const bus = app.get(CommandBus, { strict: false });
  const grants = roles.map((role) => ({ role, step: by(`grant:${email}:${role}`) }));
  const known = await knownCommands(
    app,
    grants.map(({ step }) => step.commandId),
  );
  if (known.size === grants.length) return;
  const step = by(`person:${email}`);
  const organisationId = organisation === undefined ? null : ids.get(organisation)!;
  await bus.execute(new RegisterPerson(organisationId, { name, email, phone: null }, step));
  // A token of an interrupted start cannot be read again: a new one takes its place.
  const invite = { ...by(`invite:${email}`), commandId: uuidv7() };
  const { invitation } = await bus.execute(new InvitePerson(step.commandId, invite));
  const redeem = { now: step.now, commandId: uuidv7() };
  await bus.execute(new RedeemInvitation(invitation!.token, DEMO_PASSWORD, redeem));
  for (const { role, step: grant } of grants)
    await bus.execute(new GrantRole(step.commandId, role, 'Demo', grant));
}

async function isDemo(app: INestApplicationContext, organisationId: string): Promise<boolean> {
  const [registered] = await app
    .get(EventStore, { strict: false })
    .readStream(`organisation-${organisationId}`);
  return (registered?.data as { name?: string } | undefined)?.name === AGENCY;
}
