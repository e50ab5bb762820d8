/**
 * What follows a request or a job through the system: its correlation id, which every log line and span carries, and the spans
 * themselves (OpenTelemetry): HTTP request, append, sequencer batch, follower, job, delivery.
 */
export { correlationIdFrom, currentCorrelationId, withCorrelation } from './correlation.js';
export { CORRELATION_ATTRIBUTE, startTracing, type Tracing, withSpan } from './tracing.js';
