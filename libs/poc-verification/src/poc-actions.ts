import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { actsFor } from '@doyak/applications';
import { type CaseAction, CaseActions } from '@doyak/cases';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import { poc } from './domain/poc.js';
import type { KnownPoc, PocStatus } from './domain/poc.state.js';
import { pocStream } from './poc-ids.js';
import { pocsOf } from './reactions/poc-stages.js';

interface Candidate {
  readonly verb: string;
  readonly permission: string;
  readonly in: readonly PocStatus[];
  readonly own?: boolean;
}

const ENDPOINT: readonly Candidate[] = [
  { verb: 'target', permission: 'poc-verification.register-target', in: ['WAITING', 'READY'], own: true },
];
const DEVICE: readonly Candidate[] = [
  { verb: 'device', permission: 'poc-verification.run', in: ['WAITING', 'READY'] },
  {
    verb: 'device-results',
    permission: 'poc-verification.send-results',
    in: ['WAITING', 'READY'],
    own: true,
  },
];
const ALWAYS: readonly Candidate[] = [
  { verb: 'start', permission: 'poc-verification.run', in: ['READY'] },
  { verb: 'give-up', permission: 'poc-verification.run', in: ['WAITING', 'READY'] },
];

/** What can be done about the verifications of a case. */
@Injectable()
export class PocActions implements OnModuleInit {
  constructor(
    @Inject(CaseActions) private readonly actions: CaseActions,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  onModuleInit(): void {
    this.actions.register('poc-verification', async ({ caseId, context }) => {
      const ids = await pocsOf(caseId, Infinity, this.store);
      return (await Promise.all(ids.map((id) => this.of(id, context)))).flat();
    });
  }

  private async of(id: string, context: RequestContext): Promise<CaseAction[]> {
    const { state } = await this.store.load(pocStream(id), poc);
    if (state.status === 'none' || ['PASSED', 'FAILED', 'STOPPED'].includes(state.status)) return [];
    const { terms } = state;
    const all = [...(terms.target === 'on-device' ? DEVICE : ENDPOINT), ...ALWAYS];
    return all.map((one) => actionOf(one, state, context));
  }
}

function actionOf(candidate: Candidate, state: KnownPoc, context: RequestContext): CaseAction {
  const { verb, permission, own } = candidate;
  const path = `/v1/poc-verifications/${state.pocId}/${verb}`;
  const base = { action: `poc-verification.${verb}`, method: 'POST', path } as const;
  const not = (code: string, detail: string) => ({ ...base, allowed: false, why: { code, detail } });
  if (!context.permits(permission)) return not('FORBIDDEN', `This needs the permission ${permission}`);
  if (own === true && !actsFor(context.actor, state.applicant))
    return not('POC_NOT_FOUND', 'Only the applicant may');
  if (candidate.in.includes(state.status)) return { ...base, allowed: true };
  return state.status === 'RUNNING'
    ? not('POC_RUNNING', 'An attempt runs')
    : not('TARGET_MISSING', 'No target is registered, or its device has sent nothing');
}
