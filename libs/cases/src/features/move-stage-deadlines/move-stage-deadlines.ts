import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { endOf } from '../../case-plans.js';
import { aCase } from '../../domain/case.js';
import type { StageDeadline } from '../../domain/case.deadlines.js';
import type { KnownCase } from '../../domain/case.state.js';
import { planOf } from '../plan-of.js';

/** Computes the deadlines of a case's open stages anew, by the calendar as it is now. Refusal: CASE_NOT_FOUND. */
export class MoveStageDeadlines extends Command<Appended> {
  constructor(
    readonly caseId: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(MoveStageDeadlines)
export class MoveStageDeadlinesHandler implements ICommandHandler<MoveStageDeadlines> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  async execute({ caseId, context }: MoveStageDeadlines): Promise<Appended> {
    const deadlines = await this.deadlines(await planOf(this.store, caseId));
    const command = { type: 'MoveStageDeadlines', deadlines } as const;
    return this.store.decide(`case-${caseId}`, aCase, command, context);
  }

  private async deadlines(state: KnownCase): Promise<StageDeadline[]> {
    const { programId, programVersion } = state;
    const [track, calendar] = await Promise.all([
      this.programs.track(programId, programVersion, state.track),
      this.programs.calendar(programId, programVersion),
    ]);
    return track.stages.flatMap(({ id, deadline }) => {
      const stage = state.stages[id];
      if (!deadline || stage?.openedAt === undefined) return [];
      const pauses = stage.pauses.map(({ pausedAt, resumedAt }) => ({
        pausedAt: new Date(pausedAt),
        resumedAt: new Date(resumedAt),
      }));
      const endsBefore = endOf(calendar, new Date(stage.openedAt), deadline.within, pauses);
      return endsBefore === undefined ? [] : [{ stage: id, run: stage.run, endsBefore }];
    });
  }
}
