import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { GetAgreement } from '@doyak/agreements';
import { dateOf, type Period, startOf } from '@doyak/kernel/calendar';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { settlementIdOf, settlementStream } from '../../disbursement-ids.js';
import { settlement } from '../../domain/settling/settlement.js';
import { SettlingDesk } from '../../settling/settling-desk.js';
import type { OpenedStage } from '../open-disbursement/open-disbursement.js';

/** Config of a stage of kind `settlement`, as `@doyak/programs` checked it before publication. */
interface SettlementConfig {
  readonly reportWithin: Period;
  readonly accountant: boolean;
  readonly interestReturned: boolean;
  readonly ineligibleCosts: readonly { readonly id: string }[];
  readonly surchargeMostTimes: number;
  readonly refundWithin?: Period;
}

/** Where the program says nothing about it. */
const REFUND_WITHIN: Period = { count: 30, unit: 'days' };

/** Opens the settlement of a stage's run, as its program version says; a run before it that was not confirmed ends. Refusal: CASE_NOT_FOUND. */
export class OpenSettlement extends Command<Appended> {
  constructor(
    readonly stage: OpenedStage,
    readonly agreement: { readonly id: string; readonly concludedAt: string } | undefined,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OpenSettlement)
export class OpenSettlementHandler implements ICommandHandler<OpenSettlement> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(SettlingDesk) private readonly desk: SettlingDesk,
  ) {}

  async execute({ stage: opened, agreement, context }: OpenSettlement): Promise<Appended> {
    const { caseId, applicationId, programId, programVersion, track, stage, run } = opened;
    const { stages } = await this.programs.track(programId, programVersion, track);
    const config = stages.find(({ id }) => id === stage)?.config as unknown as SettlementConfig | undefined;
    if (!config) throw new Error(`Track ${track} has no stage ${stage}`);
    const settlementId = settlementIdOf(caseId, stage, run);
    const [{ beneficiary }, lines, honestFailure, found] = await Promise.all([
      this.desk.caseOf(caseId),
      this.desk.paid(caseId, settlementId),
      this.desk.honestFailure(caseId),
      agreement && this.queries.execute(new GetAgreement(agreement.id)),
    ]);
    const ends = found?.state.endsOn;
    // From the end of the agreement; from now where it has ended already.
    const from = ends !== undefined && startOf(ends) > context.now ? startOf(ends) : context.now;
    return this.store.decide(
      settlementStream(settlementId),
      settlement,
      {
        ...{ type: 'OpenSettlement' as const, settlementId, caseId, stage, run, applicationId },
        ...{ programId, programVersion, track, beneficiary, lines: [...lines], honestFailure },
        ...(agreement && { agreedFrom: dateOf(new Date(agreement.concludedAt)) }),
        reportBefore: await this.desk.after(config.reportWithin, from, opened),
        terms: {
          ineligible: config.ineligibleCosts.map(({ id }) => id),
          ...{ accountant: config.accountant, interestReturned: config.interestReturned },
          surchargeMostTimes: config.surchargeMostTimes,
          refundWithin: { ...(config.refundWithin ?? REFUND_WITHIN) },
        },
      },
      { ...context, caseId },
    );
  }
}
