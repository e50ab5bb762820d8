import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { endOf } from '../../case-plans.js';
import { aCase } from '../../domain/case.js';
import type { KnownCase } from '../../domain/case.state.js';
import { planOf } from '../plan-of.js';

/** Lets the clock of a stage run on; its deadline moves by the days of the pause. Refusals: CASE_NOT_FOUND, STAGE_NOT_OPEN. */
export class ResumeStageClock extends Command<Appended> {
  constructor(
    readonly caseId: string,
    readonly stage: string,
    readonly run: number,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ResumeStageClock)
export class ResumeStageClockHandler implements ICommandHandler<ResumeStageClock> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  async execute({ caseId, stage, run, context }: ResumeStageClock): Promise<Appended> {
    const state = await planOf(this.store, caseId);
    const endsBefore = await this.endsBefore(state, stage, context.now);
    const command = { type: 'ResumeStageClock', stage, run, endsBefore } as const;
    return this.store.decide(`case-${caseId}`, aCase, command, context);
  }

  /** The deadline with this pause counted; where it cannot be computed, what it was. */
  private async endsBefore(state: KnownCase, id: string, now: Date): Promise<string> {
    const stage = state.stages[id];
    const track = await this.programs.track(state.programId, state.programVersion, state.track);
    const period = track.stages.find((candidate) => candidate.id === id)?.deadline?.within;
    const before = stage?.endsBefore ?? now.toISOString();
    if (!stage?.openedAt || !stage.pausedAt || !period) return before;
    const calendar = await this.programs.calendar(state.programId, state.programVersion);
    const pauses = [...stage.pauses, { pausedAt: stage.pausedAt, resumedAt: now.toISOString() }].map(
      (pause) => ({
        pausedAt: new Date(pause.pausedAt),
        resumedAt: new Date(pause.resumedAt),
      }),
    );
    return endOf(calendar, new Date(stage.openedAt), period, pauses) ?? before;
  }
}
