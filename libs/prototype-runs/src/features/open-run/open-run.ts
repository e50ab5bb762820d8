import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { CaseEvent } from '@doyak/cases';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Gate } from '../../domain/gates.js';
import type { Acceptance, RunOpening } from '../../domain/run.events.js';
import { prototypeRun } from '../../domain/run.js';
import { fundingIdOf, runIdOf, runStream } from '../../prototype-run-ids.js';
import { RunDesk } from '../../run-desk.js';

export type StageOpening = Pick<
  Extract<CaseEvent, { type: 'StageOpened' }>['data'],
  'caseId' | 'applicationId' | 'roundId' | 'programId' | 'programVersion' | 'track' | 'stage' | 'run'
>;

/** Config of a stage of kind `prototype-run`, as `@doyak/programs` checked it before publication. */
export interface RunConfig {
  readonly route: RunOpening['route'];
  readonly gates: readonly Gate[];
  readonly months: { readonly least: number; readonly most: number };
  readonly respins: number;
  /** KRW, of the whole run. */
  readonly mostPerCase: number;
  readonly costItems: readonly string[];
  readonly acceptance?: Acceptance;
}

/** Begins the prototype run of a stage's run. Refusal: APPLICATION_NOT_FOUND. */
export class OpenRun extends Command<Appended> {
  constructor(
    readonly opening: StageOpening,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OpenRun)
export class OpenRunHandler implements ICommandHandler<OpenRun> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(RunDesk) private readonly desk: RunDesk,
  ) {}

  async execute({ opening, context }: OpenRun): Promise<Appended> {
    const { caseId, applicationId, roundId, programId, programVersion, track, stage, run } = opening;
    const stages = await this.desk.stages<RunConfig>(opening, 'prototype-run');
    const { config } = stages.find(({ id }) => id === stage)!;
    const runId = runIdOf(caseId, stage, run);
    const command = {
      type: 'OpenRun' as const,
      ...{ runId, caseId, applicationId, roundId, programId, programVersion, track, stage, run },
      applicant: await this.desk.applicantOf(applicationId),
      fundingId: await this.fundingId(opening),
      ...{ route: config.route, gates: [...config.gates], months: { ...config.months } },
      ...{ respins: config.respins, acceptance: { ...config.acceptance } },
    };
    return this.store.decide(runStream(runId), prototypeRun, command, { ...context, caseId });
  }

  /** That of the track's co-funding stage; a run has its own where there is none, or the case passed over it. */
  private async fundingId(opening: StageOpening): Promise<string> {
    const { caseId, stage, run } = opening;
    const [shared] = await this.desk.stages(opening, 'co-funding');
    const events = (await this.store.readCase(caseId)) as unknown as CaseEvent[];
    const skipped = events.some(({ type, data }) => type === 'StageSkipped' && data.stage === shared?.id);
    if (!shared || skipped) return fundingIdOf(caseId, stage, run);
    const runs = events.flatMap(({ type, data }) =>
      (type === 'StageOpened' || type === 'StageReopened') && data.stage === shared.id ? [data.run] : [],
    );
    return fundingIdOf(caseId, shared.id, runs.at(-1) ?? 1);
  }
}
