import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type CaseAction, CaseActions } from '@doyak/cases';
import { type CommandLike, type Decider, type DomainEvent, Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import {
  disbursementIdOf,
  disbursementStream,
  recoveryIdOf,
  recoveryStream,
  settlementIdOf,
  settlementStream,
} from '../disbursement-ids.js';
import { disbursement } from '../domain/disbursement.js';
import type { DisbursementCommand } from '../domain/disbursement.commands.js';
import { recovery, type RecoveryCommand } from '../domain/settling/recovery.js';
import { settlement, type SettlementCommand } from '../domain/settling/settlement.js';
import { stagesOf } from './settling-desk.js';

interface Candidate<Command> {
  readonly action: string;
  readonly path: string;
  readonly permission: string;
  /** What is tried, without being carried out: the decider itself says whether and why not. */
  readonly command: Command;
}

/** What can be done about the money of a case: claims, settlements, and demands. */
@Injectable()
export class MoneyActions implements OnModuleInit {
  constructor(
    @Inject(CaseActions) private readonly actions: CaseActions,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  onModuleInit(): void {
    this.actions.register('disbursement', ({ caseId, context }) => this.of(caseId, context));
  }

  private async of(caseId: string, context: RequestContext): Promise<CaseAction[]> {
    const runs = await stagesOf(caseId, this.store);
    const found = runs.map(async ({ kind, stage, run }): Promise<CaseAction[]> => {
      if (kind === 'disbursement') return this.payments(disbursementIdOf(caseId, stage, run), context);
      if (kind === 'settlement') return this.settling(settlementIdOf(caseId, stage, run), context);
      return [];
    });
    return (await Promise.all(found)).flat();
  }

  private async payments(id: string, context: RequestContext): Promise<CaseAction[]> {
    const { state } = await this.store.load(disbursementStream(id), disbursement);
    if (state.status !== 'OPEN') return [];
    const path = `/v1/disbursements/${id}`;
    const of = state.tranches.flatMap(({ id: tranche, status, amount, papers, claims }) => {
      const at = `${path}/tranches/${tranche}`;
      const one = (verb: string, permission: string, command: DisbursementCommand) => ({
        ...{ action: `disbursement.${verb}-${tranche}`, permission: `disbursement.${permission}` },
        ...{ path: `${at}/${verb}`, command },
      });
      if (status === 'DUE') {
        const claim = { amount, papers: Array<string>(papers).fill(''), unknown: [] };
        const costs = [{ item: '', amount, evidence: [''] }];
        return [one('claim', 'claim', { type: 'SubmitClaim', tranche, ...claim, costs })];
      }
      if (status !== 'CLAIMED') return [];
      return [
        one('approve', 'approve', { type: 'ApproveClaim', tranche, amount: claims.at(-1)!.amount }),
        one('send-back', 'approve', { type: 'SendBackClaim', tranche, reason: '' }),
      ];
    });
    return of.map((one) => tried(disbursement, state, one, context));
  }

  private async settling(id: string, context: RequestContext): Promise<CaseAction[]> {
    const { state } = await this.store.load(settlementStream(id), settlement);
    if (state.status === 'none') return [];
    const path = `/v1/settlements/${id}`;
    const one = (verb: string, permission: string, command: SettlementCommand) => ({
      ...{ action: `settlement.${verb}`, path: `${path}/${verb}`, permission: `disbursement.${permission}` },
      command,
    });
    const { lines, terms } = state;
    const certificate = terms.accountant ? { certificate: '' } : {};
    const report = { type: 'ReportSettlement', lines, costs: [], interest: 0, unknown: [] } as const;
    const reporting = one('report', 'report', { ...report, ...certificate });
    const examining: Candidate<SettlementCommand>[] = [
      one('supplement', 'settle', { type: 'RequestSettlementSupplement', ask: '' }),
    ];
    const confirming: Candidate<SettlementCommand>[] = [
      one('confirm', 'settle', { type: 'ConfirmSettlement', dueBefore: '' }),
      one('reject-assessment', 'settle', { type: 'RejectAssessment', reason: '' }),
    ];
    switch (state.status) {
      case 'OPEN':
      case 'SUPPLEMENT':
        return [tried(settlement, state, reporting, context)];
      case 'SUBMITTED':
        return [reporting, ...examining].map((each) => tried(settlement, state, each, context));
      case 'ASSESSED':
      case 'DISALLOWED':
        return confirming.map((each) => tried(settlement, state, each, context));
      case 'REFUND_DUE':
      case 'OVERDUE':
        return this.demand(recoveryIdOf('settlement', id), context);
      default:
        return [];
    }
  }

  private async demand(id: string, context: RequestContext): Promise<CaseAction[]> {
    const { state } = await this.store.load(recoveryStream(id), recovery);
    if (state.status === 'none') return [];
    const path = `/v1/recoveries/${id}/write-off`;
    const one = (verb: string, at: string, permission: string, command: RecoveryCommand) => ({
      ...{ action: `recovery.${verb}`, path: at, permission: `disbursement.${permission}`, command },
    });
    const candidates = state.writeOff
      ? [
          one('approve-write-off', `${path}/approve`, 'write-off', { type: 'ApproveWriteOff' }),
          one('reject-write-off', `${path}/reject`, 'write-off', { type: 'RejectWriteOff', reason: '' }),
        ]
      : [one('propose-write-off', path, 'recover', { type: 'ProposeWriteOff', reason: '' })];
    return candidates.map((each) => tried(recovery, state, each, context));
  }
}

function tried<State, Command extends CommandLike, Event extends DomainEvent>(
  decider: Decider<State, Command, Event>,
  state: State,
  { action, path, permission, command }: Candidate<Command>,
  context: RequestContext,
): CaseAction {
  const base = { action, method: 'POST', path } as const;
  const not = (code: string, detail: string) => ({ ...base, allowed: false, why: { code, detail } });
  if (!context.permits(permission)) return not('FORBIDDEN', `This needs the permission ${permission}`);
  try {
    decider.decide({ ...command, now: context.now, actor: context.actor }, state);
    return { ...base, allowed: true };
  } catch (error) {
    if (error instanceof Refusal) return not(error.code, error.detail);
    throw error;
  }
}
