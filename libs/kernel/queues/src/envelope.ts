import { withCorrelation, withSpan } from '@doyak/kernel/tracing';
import { context, propagation, SpanKind } from '@opentelemetry/api';

/** What is stored in the queue for a job: its payload, and what ties it to the request or event that caused it. */
export interface JobEnvelope {
  readonly payload: unknown;
  readonly correlationId?: string;
  /** W3C trace context (`traceparent`, `tracestate`) of the caller. */
  readonly trace?: Record<string, string>;
}

/** Wraps a payload together with the caller's trace context. */
export function seal(payload: unknown, correlationId: string | undefined): JobEnvelope {
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return {
    payload,
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(Object.keys(carrier).length === 0 ? {} : { trace: carrier }),
  };
}

/** Runs `work` in a consumer span that continues the trace in which the job was enqueued, under the correlation id of its cause. */
export function traced<T>(
  envelope: JobEnvelope,
  name: string,
  attributes: Record<string, string | number>,
  work: () => Promise<T>,
): Promise<T> {
  const parent = propagation.extract(context.active(), envelope.trace ?? {});
  const run = () => withSpan(`job ${name}`, attributes, work, { kind: SpanKind.CONSUMER, parent });
  return envelope.correlationId === undefined ? run() : withCorrelation(envelope.correlationId, run);
}
