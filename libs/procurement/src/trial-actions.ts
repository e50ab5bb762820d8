import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type CaseAction, CaseActions } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import { type KnownTrial, type TrialCommand, trialPurchase } from './domain/trial-purchase.js';
import { trialsOf } from './reactions/trial-stages.js';
import { trialStream } from './registration-ids.js';

interface Candidate {
  readonly verb: string;
  readonly path: string;
  readonly permission: string;
  /** What is tried, without being carried out; absent where it depends on what is said. */
  readonly command?: TrialCommand;
}

/** What can be done about the trial purchases of a case. */
@Injectable()
export class TrialActions implements OnModuleInit {
  constructor(
    @Inject(CaseActions) private readonly actions: CaseActions,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  onModuleInit(): void {
    this.actions.register('trial-purchases', async ({ caseId, context }) => {
      const ids = await trialsOf(caseId, Infinity, this.store);
      const states = await Promise.all(ids.map((id) => this.store.load(trialStream(id), trialPurchase)));
      return states.flatMap(({ state }) =>
        state.status === 'OPEN' ? candidates(state).map((one) => tried(one, state, context)) : [],
      );
    });
  }
}

const reason = '';

function candidates({ orders }: KnownTrial): Candidate[] {
  const purchase = { permission: 'procurement.purchase' };
  const use = { permission: 'procurement.use-trial' };
  const ofOrders = orders.flatMap(({ order, status }): Candidate[] => {
    const path = (verb: string) => ({ verb: `${verb}-order-${order}`, path: `orders/${order}/${verb}` });
    const withdraw: Candidate = {
      ...{ ...purchase, ...path('withdraw') },
      command: { type: 'WithdrawOrder', order, reason },
    };
    if (status === 'ordered')
      return [withdraw, { ...use, ...path('deliver'), command: { type: 'DeliverTrial', order } }];
    if (status !== 'in-use') return [];
    const report = { type: 'ReportUse', order, satisfaction: 5, wouldBuy: true, report: '' } as const;
    return [withdraw, { ...use, ...path('report'), command: report }];
  });
  return [
    { ...purchase, verb: 'order', path: 'orders' },
    ...ofOrders,
    { ...purchase, verb: 'conclude', path: 'conclude', command: { type: 'ConcludeTrial', reason } },
  ];
}

/** The decider itself says whether and why not; nothing is carried out. */
function tried(
  { verb, path, permission, command }: Candidate,
  state: KnownTrial,
  context: RequestContext,
): CaseAction {
  const base = {
    action: `trial-purchases.${verb}`,
    method: 'POST',
    path: `/v1/trial-purchases/${state.trialId}/${path}`,
  } as const;
  const not = (code: string, detail: string) => ({ ...base, allowed: false, why: { code, detail } });
  if (!context.permits(permission)) return not('FORBIDDEN', `This needs the permission ${permission}`);
  if (!command) return { ...base, allowed: true };
  try {
    trialPurchase.decide({ ...command, now: context.now, actor: context.actor }, state);
    return { ...base, allowed: true };
  } catch (error) {
    if (error instanceof Refusal) return not(error.code, error.detail);
    throw error;
  }
}
