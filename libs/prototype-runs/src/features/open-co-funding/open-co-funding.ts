import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import type { Share } from '../../domain/co-funding.events.js';
import { coFunding } from '../../domain/co-funding.js';
import { fundingIdOf, fundingStream } from '../../prototype-run-ids.js';
import { RunDesk } from '../../run-desk.js';
import type { RunConfig, StageOpening } from '../open-run/open-run.js';

/** Config of a stage of kind `co-funding`, as `@doyak/programs` checked it before publication. */
interface CoFundingConfig {
  readonly leastCost: number;
  readonly shares: readonly Share[];
}

/** Begins the co-funding of a stage's run: of a co-funding stage, or of a prototype run without one. Refusal: APPLICATION_NOT_FOUND. */
export class OpenCoFunding extends Command<Appended> {
  constructor(
    readonly opening: StageOpening,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(OpenCoFunding)
export class OpenCoFundingHandler implements ICommandHandler<OpenCoFunding> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(RunDesk) private readonly desk: RunDesk,
  ) {}

  async execute({ opening, context }: OpenCoFunding): Promise<Appended> {
    const { caseId, applicationId, roundId, programId, programVersion, track, stage, run } = opening;
    const shared = await this.desk.stages<CoFundingConfig>(opening, 'co-funding');
    const runs = await this.desk.stages<RunConfig>(opening, 'prototype-run');
    const terms = shared.find(({ id }) => id === stage)?.config;
    const made = (runs.find(({ id }) => id === stage) ?? runs[0])?.config;
    const fundingId = fundingIdOf(caseId, stage, run);
    const command = {
      type: 'OpenCoFunding' as const,
      ...{ fundingId, caseId, applicationId, roundId, programId, programVersion, track, stage, run },
      applicant: await this.desk.applicantOf(applicationId),
      leastCost: terms?.leastCost ?? 0,
      mostCost: made?.mostPerCase,
      shares: (terms?.shares ?? []).map((one) => ({ ...one })),
      costItems: [...(made?.costItems ?? [])],
    };
    return this.store.decide(fundingStream(fundingId), coFunding, command, { ...context, caseId });
  }
}
