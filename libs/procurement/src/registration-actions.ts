import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type CaseAction, CaseActions } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import { registration, type RegistrationCommand } from './domain/registration.js';
import { type KnownRegistration, lastSession } from './domain/registration.state.js';
import { loadRegistration, registrationsOf } from './reactions/registration-stages.js';

interface Candidate {
  readonly verb: string;
  readonly path?: string;
  readonly permission: string;
  /** What is tried, without being carried out; absent where it depends on what is said. */
  readonly command?: RegistrationCommand;
}

/** What can be done about the registrations of a case. */
@Injectable()
export class RegistrationActions implements OnModuleInit {
  constructor(
    @Inject(CaseActions) private readonly actions: CaseActions,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  onModuleInit(): void {
    this.actions.register('procurement', async ({ caseId, context }) => {
      const ids = await registrationsOf(caseId, Infinity, this.store);
      const states = await Promise.all(ids.map((id) => loadRegistration(this.store, id)));
      return states.flatMap((state) =>
        state.status === 'none' ? [] : candidates(state).map((one) => tried(one, state, context)),
      );
    });
  }
}

const reason = '';
const noticesOf = () => [];

function candidates(state: KnownRegistration): Candidate[] {
  const apply: Candidate = { verb: 'apply', permission: 'procurement.apply' };
  const conduct = { permission: 'procurement.conduct' };
  const convene: Candidate = {
    ...{ ...conduct, verb: 'convene-committee', path: 'committee' },
    command: { type: 'ConveneCommittee', nameSession: () => '' },
  };
  const govern = { permission: 'procurement.govern' };
  const cancel: Candidate[] = [
    { ...govern, verb: 'cancel', command: { type: 'CancelDesignation', ground: 'CLOSURE', reason } },
    {
      ...{ verb: 'renounce', permission: 'procurement.apply' },
      command: { type: 'RenounceDesignation', reason },
    },
  ];
  const number: Candidate[] =
    state.designation?.listNumber === undefined ? [{ verb: 'number', permission: 'procurement.number' }] : [];
  switch (state.status) {
    case 'OPEN':
      return [apply];
    case 'APPLIED':
      return [apply, convene, { ...conduct, verb: 'send-back', command: { type: 'SendBack', reason } }];
    case 'REVIEW':
      return lastSession(state)?.overturned ? [convene] : [];
    case 'DESIGNATED':
    case 'EXTENDED':
      return [
        ...number,
        { ...govern, verb: 'extend', command: { type: 'ExtendDesignation', reason, noticesOf } },
        { ...govern, verb: 'suspend', command: { type: 'SuspendDesignation', reason } },
        ...cancel,
      ];
    case 'SUSPENDED':
      return [
        ...number,
        { ...govern, verb: 'lift-suspension', command: { type: 'LiftSuspension', reason } },
        ...cancel,
      ];
    default:
      return [];
  }
}

/** The decider itself says whether and why not; nothing is carried out. */
function tried(
  { verb, path = verb, permission, command }: Candidate,
  state: KnownRegistration,
  context: RequestContext,
): CaseAction {
  const base = {
    action: `procurement.${verb}`,
    method: 'POST',
    path: `/v1/registrations/${state.registrationId}/${path}`,
  } as const;
  const not = (code: string, detail: string) => ({ ...base, allowed: false, why: { code, detail } });
  if (!context.permits(permission)) return not('FORBIDDEN', `This needs the permission ${permission}`);
  if (!command) return { ...base, allowed: true };
  try {
    registration.decide({ ...command, now: context.now, actor: context.actor }, state);
    return { ...base, allowed: true };
  } catch (error) {
    if (error instanceof Refusal) return not(error.code, error.detail);
    throw error;
  }
}
