import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fold, Refusal, type Actor } from '@doyak/kernel/decider';
import { given, testActor, testNow } from '@doyak/kernel/testing';
import { administrators, type AdministratorsCommand } from './administrators.js';
import type { AdministratorsEvent } from './administrators.events.js';
import type { PersonCommand } from './person.commands.js';
import { person } from './person.js';
import type { PersonState } from './person.state.js';

const first = '0190a000-0000-7000-8000-00000000000a';
const second = '0190a000-0000-7000-8000-00000000000b';
const grantId = '0190a000-0000-7000-8000-00000000000c';
const bootstrap: Actor = { kind: 'system', id: 'bootstrap', authority: 'bootstrap' };
const appointed = (personId: string, grant = personId): AdministratorsEvent => ({
  type: 'AdministratorAppointed',
  data: { personId, grantId: grant },
});
const dismissed = (personId: string, grant = personId): AdministratorsEvent => ({
  type: 'AdministratorDismissed',
  data: { personId, grantId: grant },
});

describe('administrators', () => {
  it('counts a grant once', () => {
    const command = { type: 'AppointAdministrator', personId: first, grantId: first } as const;
    given(administrators).when(command).then(appointed(first));
    given(administrators, [appointed(first)])
      .when(command)
      .then();
  });

  it('never dismisses the last one', () => {
    const command = { type: 'DismissAdministrator', personId: first, grantId: first } as const;
    given(administrators, [appointed(first)])
      .when(command)
      .thenRefuses('LAST_ADMINISTRATOR');
    given(administrators, [appointed(first), appointed(second)])
      .when(command)
      .then(dismissed(first));
    given(administrators, [appointed(first), appointed(second), dismissed(first)])
      .when(command)
      .then();
  });

  it('keeps out a grant whose revocation came before it', () => {
    const late = { personId: second, grantId };
    given(administrators, [appointed(first)])
      .when({ type: 'DismissAdministrator', ...late })
      .then(dismissed(second, grantId));
    given(administrators, [appointed(first), dismissed(second, grantId)])
      .when({ type: 'AppointAdministrator', ...late })
      .thenRefuses('GRANT_REVOKED');
  });

  const step = fc.record({
    kind: fc.constantFrom('grant', 'revoke', 'deactivate', 'password'),
    target: fc.nat({ max: 2 }),
  });
  /** Which of the operations under way makes its next step; one that is never chosen again was interrupted. */
  const schedules = fc.tuple(
    fc.array(step as fc.Arbitrary<Operation>, { minLength: 1, maxLength: 14 }),
    fc.array(fc.nat({ max: 13 }), { maxLength: 45 }),
  );

  it('leaves one who can act, in any interleaving and interruption of grants, revocations and deactivations', () => {
    fc.assert(
      fc.property(schedules, ([operations, turns]) => new World('roster first').run(operations, turns)),
      { numRuns: 1_000 },
    );
  });

  it('would leave none if a revocation were recorded with the person first', () => {
    const check = fc.check(
      fc.property(schedules, ([operations, turns]) => new World('person first').run(operations, turns)),
      { numRuns: 5_000, seed: 20_260_302 },
    );
    expect(check.failed).toBe(true);
  });
});

interface Operation {
  readonly kind: 'grant' | 'revoke' | 'deactivate' | 'password';
  readonly target: number;
}

/** Three people and the list of administrators, changed in the steps in which the features change them. */
class World {
  private readonly people: PersonState[];
  private list = fold(administrators, [appointed('0', 'grant-0')]);
  private ids = 0;

  constructor(private readonly order: 'roster first' | 'person first') {
    this.people = ['0', '1', '2'].map((personId) =>
      fold(person, [
        {
          type: 'PersonRegistered',
          data: { personId, organisationId: 'agency', organisationKind: 'agency' },
        },
      ]),
    );
    const founded = this.people[0] as PersonState;
    this.people[0] = fold(
      person,
      [
        { type: 'PasswordSet', data: { personId: '0', credentialId: 'c', by: 'bootstrap' } },
        {
          type: 'RoleGranted',
          data: { personId: '0', role: 'administrator', grantId: 'grant-0', reason: '' },
        },
      ],
      founded,
    );
  }

  run(operations: readonly Operation[], turns: readonly number[]): boolean {
    const underWay = operations.map((operation) => this.steps(operation));
    for (const turn of turns) {
      try {
        underWay[turn % underWay.length]?.next();
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
      }
      if (
        !this.people.some((one) => one.status === 'active' && one.grants.administrator && one.credentialId)
      ) {
        return false;
      }
    }
    return true;
  }

  private *steps({ kind, target }: Operation): Generator<void> {
    const personId = String(target);
    const reason = 'r';
    if (kind === 'password') {
      const credentialId = `c-${++this.ids}`;
      return this.onPerson(
        target,
        { type: 'SetPassword', credentialId, by: { kind: 'bootstrap' } },
        bootstrap,
      );
    }
    if (kind === 'deactivate') return this.onPerson(target, { type: 'DeactivatePerson', reason });
    if (kind === 'grant') {
      const role = 'administrator';
      yield this.onPerson(target, { type: 'GrantRole', role, grantId: `g-${++this.ids}`, reason });
      const held = this.grantOf(target);
      if (held) this.onList({ type: 'AppointAdministrator', personId, grantId: held });
      return;
    }
    const held = this.grantOf(target);
    yield;
    if (!held) return;
    const dismiss = () => this.onList({ type: 'DismissAdministrator', personId, grantId: held });
    const revoke = () =>
      this.onPerson(target, { type: 'RevokeRole', role: 'administrator', grantId: held, reason });
    const [one, two] = this.order === 'roster first' ? [dismiss, revoke] : [revoke, dismiss];
    yield one();
    two();
  }

  private grantOf(target: number): string | undefined {
    const one = this.people[target];
    return one && one.status !== 'absent' ? one.grants.administrator : undefined;
  }

  private onPerson(target: number, command: PersonCommand, actor = testActor): void {
    const state = this.people[target] as PersonState;
    this.people[target] = fold(person, person.decide({ ...command, now: testNow, actor }, state), state);
  }

  private onList(command: AdministratorsCommand): void {
    const events = administrators.decide({ ...command, now: testNow, actor: testActor }, this.list);
    this.list = fold(administrators, events, this.list);
  }
}
