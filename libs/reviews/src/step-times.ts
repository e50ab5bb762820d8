import { Inject, Injectable } from '@nestjs/common';
import { type CaseEvent, endOf } from '@doyak/cases';
import type { Period } from '@doyak/kernel/calendar';
import { EventStore } from '@doyak/kernel/event-store';
import { Programs, type ReviewStep } from '@doyak/programs';
import type { StepEvent } from './domain/step.events.js';
import type { KnownStep } from './domain/step.state.js';
import type { KnownReview } from './domain/review.state.js';
import { ReviewDesk, type StageOf } from './review-desk.js';
import { stepStream } from './review-ids.js';
import { afterMigrations } from './domain/after-migrations.js';

const DAY = 86_400_000;

/** When something ends, and when is reminded of it. */
export interface Times {
  /** First instant that is too late; absent where the calendar does not reach so far. */
  readonly before: string | undefined;
  readonly remindAt: string[];
}

/**
 * Deadlines of tasks and requests: by the calendar as it is now, and by the periods of the version that the case is of now. The plan of a review stays
 * the one that it was opened with; its periods follow a migration.
 */
@Injectable()
export class StepTimes {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
  ) {}

  /** Of a step of a review that begins at `start`. Nothing for an automatic check. */
  async from(review: KnownReview, id: string, start: Date, now: Date): Promise<Times | undefined> {
    const events = (await this.store.readStream(`case-${review.caseId}`)) as unknown as CaseEvent[];
    const of = afterMigrations(review, events);
    const config = await this.config(review, of, id);
    const periods = periodsOf(config);
    if (!periods) return undefined;
    const before = endOf(
      await this.programs.calendar(of.programId, of.programVersion),
      start,
      periods.within,
    );
    return { before, remindAt: instantsBefore(before, periods.reminders, now) };
  }

  /** Of a step as it stands: from when its task was opened, or its partner asked. Nothing where it has no deadline, or none that is known. */
  async ofStep(state: KnownStep, now: Date): Promise<{ before: string; remindAt: string[] } | undefined> {
    const beginning = { automated: undefined, human: 'StepOpened', external: 'ExternalRequestMade' } as const;
    const type: StepEvent['type'] | undefined = beginning[state.spec.kind];
    if (type === undefined) return undefined;
    const begun = (await this.store.readStream(stepStream(state.stepId))).find((one) => one.type === type);
    if (!begun) return undefined;
    const review = await this.desk.review(state.reviewId);
    const times = await this.from(review, state.step, new Date(begun.occurredAt), now);
    return times?.before === undefined ? undefined : { before: times.before, remindAt: times.remindAt };
  }

  /** What the case's version says of the step, where it still has it; else what the review's own said. */
  private async config(review: KnownReview, of: StageOf, id: string): Promise<ReviewStep> {
    const own = await this.desk.stepConfig(review, id);
    if (of.programVersion === review.programVersion) return own;
    const track = await this.programs.track(of.programId, of.programVersion, of.track);
    if (!track.stages.some((stage) => stage.id === of.stage)) return own;
    const { steps } = await this.desk.config(of);
    return steps.find((one) => one.id === id && one.kind === own.kind) ?? own;
  }
}

function periodsOf(config: ReviewStep): { within: Period; reminders: readonly number[] } | undefined {
  if (config.kind === 'automated') return undefined;
  return {
    within: config.kind === 'human' ? config.within : config.answerWithin,
    reminders: config.reminders,
  };
}

/** Reminders so many days before an end; those that would lie in the past are left out. */
function instantsBefore(end: string | undefined, days: readonly number[], now: Date): string[] {
  if (end === undefined) return [];
  return [...new Set(days)]
    .map((count) => new Date(Date.parse(end) - count * DAY))
    .filter((at) => at > now)
    .map((at) => at.toISOString())
    .sort();
}
