import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CaseEvent } from '@doyak/cases';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { notices } from '../../domain/notices.js';
import { templateOf } from '../../notice-templates.js';
import { noticesStream } from '../../selection-ids.js';
import { type ObjectionConfig, SelectionPlans, type TrackOf } from '../../selection-plans.js';

/** A result that the applicant is told. */
export interface Told extends TrackOf {
  readonly caseId: string;
  readonly applicationId: string;
  readonly stage: string;
  readonly run: number;
  /** Outcome of the stage, or `reserve`. */
  readonly result: string;
  readonly reason?: string;
  readonly reserve?: number;
}

/** Issues the notice (통지) that the definition has for a result; none where it has none. */
export class IssueNotice extends Command<Appended> {
  constructor(
    readonly told: Told,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(IssueNotice)
export class IssueNoticeHandler implements ICommandHandler<IssueNotice> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
    @Inject(SelectionPlans) private readonly plans: SelectionPlans,
  ) {}

  async execute({ told, context }: IssueNotice): Promise<Appended> {
    const { caseId, applicationId, programId, programVersion, track } = told;
    const { stage: stageId, run, result, reason, reserve } = told;
    const stream = noticesStream(caseId);
    const definition = await this.programs.definition(programId, programVersion);
    const stage = await this.plans.stage(told, stageId);
    const template = templateOf(definition, stage, result);
    if (!template) return { streamId: stream, version: 0, events: [], repeated: false };
    const objectionStage = await this.plans.objectionTo(told, stageId, result);
    const window = objectionStage
      ? (objectionStage.config as unknown as ObjectionConfig).window
      : template.objection?.within;
    return this.store.decide(
      stream,
      notices,
      {
        type: 'IssueNotice',
        caseNumber: await this.caseNumber(caseId),
        ...{ caseId, applicationId, programId, programVersion, track, stage: stageId, run, result },
        ...{ reason, reserve, template: template.id, channels: [...template.channels] },
        issuedAt: context.now.toISOString(),
        objectionBefore: window && (await this.plans.end(told, context.now, window)),
      },
      { ...context, caseId },
    );
  }

  private async caseNumber(caseId: string): Promise<string> {
    const [opened] = (await this.store.readStream(`case-${caseId}`, {
      upToVersion: 1,
    })) as unknown as CaseEvent[];
    if (opened?.type !== 'CaseOpened') throw new Error(`Case ${caseId} has not been opened`);
    return opened.data.number;
  }
}
