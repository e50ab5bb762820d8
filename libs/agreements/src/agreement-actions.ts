import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type CaseAction, CaseActions } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import { agreementStream } from './agreement-id.js';
import { agreement, type AgreementCommand } from './domain/agreement.js';
import { type KnownAgreement, openOffer } from './domain/agreement.state.js';
import { agreementsOf } from './reactions/agreement-stages.js';

interface Candidate {
  readonly verb: string;
  readonly permission: string;
  /** What is tried, without being carried out; absent where only the permission counts. */
  readonly command?: AgreementCommand;
}

/** What can be done about the agreements of a case. */
@Injectable()
export class AgreementActions implements OnModuleInit {
  constructor(
    @Inject(CaseActions) private readonly actions: CaseActions,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  onModuleInit(): void {
    this.actions.register('agreements', async ({ caseId, context }) => {
      const ids = await agreementsOf(caseId, Infinity, this.store);
      return (await Promise.all(ids.map((id) => this.of(id, context)))).flat();
    });
  }

  private async of(id: string, context: RequestContext): Promise<CaseAction[]> {
    const { state } = await this.store.load(agreementStream(id), agreement);
    if (state.status === 'none') return [];
    return candidates(state).map((one) => tried(one, state, context));
  }
}

function candidates(state: KnownAgreement): Candidate[] {
  const govern = (verb: string, type: 'SuspendAgreement' | 'ResumeAgreement' | 'TerminateAgreement') =>
    ({ verb, permission: 'agreements.govern', command: { type, reason: '' } }) as const;
  const offer = { verb: 'offer', permission: 'agreements.offer' };
  const open = openOffer(state);
  const signing: Candidate[] = open
    ? [
        {
          ...{ verb: 'sign', permission: 'agreements.sign' },
          command: { type: 'SignAgreement', sha256: open.sha256, endsOn: '' },
        },
        {
          ...{ verb: 'decline', permission: 'agreements.sign' },
          command: { type: 'DeclineAgreement', reason: '' },
        },
      ]
    : [];
  switch (state.status) {
    case 'DRAFT':
    case 'OFFERED':
      return [offer, ...signing];
    case 'IN_FORCE':
      return [
        ...[offer, ...signing, govern('suspend', 'SuspendAgreement')],
        govern('terminate', 'TerminateAgreement'),
      ];
    case 'SUSPENDED':
      return [
        ...[offer, ...signing, govern('resume', 'ResumeAgreement')],
        govern('terminate', 'TerminateAgreement'),
      ];
    default:
      return [];
  }
}

/** The decider itself says whether and why not; nothing is carried out. */
function tried(
  { verb, permission, command }: Candidate,
  state: KnownAgreement,
  context: RequestContext,
): CaseAction {
  const path = `/v1/agreements/${state.agreementId}/${verb}`;
  const base = { action: `agreements.${verb}`, method: 'POST', path } as const;
  const not = (code: string, detail: string) => ({ ...base, allowed: false, why: { code, detail } });
  if (!context.permits(permission)) return not('FORBIDDEN', `This needs the permission ${permission}`);
  if (!command) return { ...base, allowed: true };
  try {
    agreement.decide({ ...command, now: context.now, actor: context.actor }, state);
    return { ...base, allowed: true };
  } catch (error) {
    if (error instanceof Refusal) return not(error.code, error.detail);
    throw error;
  }
}
