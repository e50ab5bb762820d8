import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { settlementStream } from '../../disbursement-ids.js';
import type { KnownSettlement } from '../../domain/settling/settlement.state.js';
import { settlement, type SettlementCommand } from '../../domain/settling/settlement.js';
import { MoneyDesk } from '../../money-desk.js';
import { SettlingDesk } from '../../settling/settling-desk.js';

type Of<Type extends SettlementCommand['type']> = Extract<SettlementCommand, { type: Type }>;

/** What is done about a settlement; what is known from elsewhere is looked up. */
type SettlementAct =
  | Omit<Of<'ReportSettlement'>, 'lines' | 'unknown'>
  | Omit<Of<'AssessSettlement'>, 'lines'>
  | Omit<Of<'ConfirmSettlement'>, 'dueBefore'>
  | Of<'RequestSettlementSupplement' | 'RejectAssessment' | 'NoteRecovery' | 'StopSettlement'>;

/**
 * Reports, assesses, confirms a settlement, or tells it what became of its demand. Refusals: SETTLEMENT_NOT_FOUND, SETTLEMENT_NOT_SO,
 * REPORT_UNFIT, ASSESSMENT_UNFIT, HONEST_FAILURE_EXEMPT, FOUR_EYES, DUTIES_NOT_SEPARATE, NOT_BENEFICIARY, OWN_APPLICATION, PERSON_NEEDED.
 */
export class UseSettlement extends Command<Appended> {
  constructor(
    readonly settlementId: string,
    readonly act: SettlementAct,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(UseSettlement)
export class UseSettlementHandler implements ICommandHandler<UseSettlement> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(MoneyDesk) private readonly money: MoneyDesk,
    @Inject(SettlingDesk) private readonly desk: SettlingDesk,
  ) {}

  async execute({ settlementId, act, context }: UseSettlement): Promise<Appended> {
    const state = await this.desk.settlement(settlementId);
    const command = await this.complete(act, state, context);
    return this.store.decide(settlementStream(settlementId), settlement, command, context);
  }

  private async complete(
    act: SettlementAct,
    state: KnownSettlement,
    { actor, now }: DecideOptions,
  ): Promise<SettlementCommand> {
    const { caseId, settlementId } = state;
    switch (act.type) {
      case 'ReportSettlement': {
        const named = [...act.costs.flatMap(({ evidence }) => evidence), act.certificate ?? []].flat();
        const [lines, unknown] = await Promise.all([
          this.desk.paid(caseId, settlementId),
          this.money.unknownPapers(caseId, named),
        ]);
        return { ...act, lines, unknown };
      }
      case 'AssessSettlement':
        await this.money.refuseApart(state, actor, now);
        return { ...act, lines: await this.desk.paid(caseId, settlementId) };
      case 'ConfirmSettlement':
        await this.money.refuseApart(state, actor, now);
        return { ...act, dueBefore: await this.desk.after(state.terms.refundWithin, now, state) };
      default:
        return act;
    }
  }
}
