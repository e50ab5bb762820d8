import { clocksOf } from './step-clocks.js';
import { placeOfStep } from './step-guards.js';
import type { BecauseOfMove, StepEvent } from './step.events.js';
import type { KnownStep } from './step.state.js';

/** When a task or a request ends, and when is reminded of it, computed anew. */
export interface NewTimes {
  /** First instant that is too late. */
  readonly before: string;
  readonly remindAt: readonly string[];
  readonly because: BecauseOfMove;
}

export type MoveDeadline = { readonly type: 'MoveDeadline' } & NewTimes;

/**
 * A deadline follows the calendar and the definition until it has passed; what was escalated, answered or lapsed stays so, and none moves into the
 * past: whoever was told a date could not keep an earlier one.
 */
export function moveDeadline(
  { before, remindAt, because, now }: NewTimes & { readonly now: Date },
  state: KnownStep,
): StepEvent[] {
  const { spec, status, request } = state;
  if (status === 'ended' || status === 'stopped' || new Date(before) <= now) return [];
  const place = placeOfStep(state);
  const runs = status === 'open';
  if (spec.kind === 'human') {
    if (state.escalated || spec.dueBefore === before) return [];
    const moved = { dueBefore: before, remindAt: [...remindAt] };
    const clocks = runs ? clocksOf({ ...state, spec: { ...spec, ...moved } }) : [];
    return [{ type: 'TaskDueMoved', data: { ...place, was: spec.dueBefore, ...moved, because, clocks } }];
  }
  if (spec.kind !== 'external' || !request) return [];
  const { requestId, organisationId, answerBefore: was } = request;
  if (request.lapsed || request.answers.length > 0 || was === before) return [];
  const moved = { answerBefore: before, remindAt: [...remindAt] };
  const clocks = runs ? clocksOf({ ...state, request: { ...request, ...moved } }) : [];
  const data = { ...place, requestId, organisationId, was, ...moved, because, clocks };
  return [{ type: 'ExternalRequestMoved', data }];
}
