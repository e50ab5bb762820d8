import type { Clock, StepSpec } from './step.events.js';
import type { ExternalRequest } from './step.state.js';

/** What of a step its clocks follow from. */
interface Clocked {
  readonly spec: StepSpec | { readonly kind: 'external' };
  readonly request:
    | (Pick<ExternalRequest, 'requestId' | 'remindAt' | 'answerBefore' | 'lapsed'> & {
        readonly answers: readonly unknown[];
      })
    | undefined;
  readonly remindedAt: readonly string[];
  readonly escalated: boolean;
}

/** What is still to happen by itself to a step. A pause moves no deadline: what came due meanwhile happens when the step goes on. */
export function clocksOf({ spec, request, remindedAt, escalated }: Clocked): Clock[] {
  const fresh = (at: string) => !remindedAt.includes(at);
  if (spec.kind === 'human') {
    const reminders = spec.remindAt.filter(fresh).map((at) => ({ what: 'remind-task' as const, at }));
    const due =
      spec.dueBefore !== undefined && !escalated
        ? [{ what: 'escalate-task' as const, at: spec.dueBefore }]
        : [];
    return [...reminders, ...due];
  }
  if (spec.kind === 'automated' || !request || request.answers.length > 0 || request.lapsed) return [];
  const { requestId, remindAt, answerBefore } = request;
  const reminders = remindAt.filter(fresh).map((at) => ({ what: 'remind-partner' as const, at, requestId }));
  return [...reminders, { what: 'lapse-request', at: answerBefore, requestId }];
}
