import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { type CaseEvent, GetCase } from '@doyak/cases';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { disbursementIdOf, disbursementStream } from '../../disbursement-ids.js';
import { disbursement } from '../../domain/disbursement.js';

export type OpenedStage = Extract<CaseEvent, { type: 'StageOpened' | 'StageReopened' }>['data'];

/** Config of a stage of kind `disbursement`, as `@doyak/programs` checked it before publication. */
interface DisbursementConfig {
  readonly instrument: string;
  readonly budgetLine: string;
  readonly mostPerCase: number;
  readonly threePeopleAbove?: number;
  readonly tranches: readonly {
    readonly id: string;
    readonly percent: number;
    readonly evidence: readonly unknown[];
  }[];
}

/** Opens the payments of a stage's run, as its program version says. Refusal: CASE_NOT_FOUND. */
export class OpenDisbursement extends Command<Appended> {
  constructor(
    readonly stage: OpenedStage,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OpenDisbursement)
export class OpenDisbursementHandler implements ICommandHandler<OpenDisbursement> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  async execute({ stage: opened, context }: OpenDisbursement): Promise<Appended> {
    const { caseId, applicationId, roundId, programId, programVersion, track, stage, run } = opened;
    const [{ stages }, found] = await Promise.all([
      this.programs.track(programId, programVersion, track),
      this.queries.execute(new GetCase(caseId)),
    ]);
    const config = stages.find(({ id }) => id === stage)?.config as unknown as DisbursementConfig | undefined;
    if (!config) throw new Error(`Track ${track} has no stage ${stage}`);
    if (!found) throw new Refusal('not-found', 'CASE_NOT_FOUND', 'There is no such case');
    const disbursementId = disbursementIdOf(caseId, stage, run);
    const beneficiary = {
      personId: found.applicant_person_id,
      organisationId: found.applicant_organisation_id ?? undefined,
    };
    return this.store.decide(
      disbursementStream(disbursementId),
      disbursement,
      {
        type: 'OpenDisbursement',
        ...{ disbursementId, caseId, stage, run, applicationId, roundId, programId, programVersion, track },
        ...{ line: config.budgetLine, instrument: config.instrument, beneficiary },
        // Where the program names no limit, every payment needs three people.
        threePeopleAbove: config.threePeopleAbove ?? 0,
        mostPerCase: config.mostPerCase,
        tranches: config.tranches.map(({ id, percent, evidence }) => ({
          ...{ id, percent, papers: evidence.length },
        })),
      },
      { ...context, caseId },
    );
  }
}
