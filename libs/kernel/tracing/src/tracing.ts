import {
  type Attributes,
  type Context,
  context,
  propagation,
  type Span,
  type SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  NodeTracerProvider,
  type SpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { currentCorrelationId } from './correlation.js';

export const CORRELATION_ATTRIBUTE = 'doyak.correlation_id';

export interface Tracing {
  /** Sends what is still held back. */
  stop(): Promise<void>;
}

/**
 * Turns tracing on where an OTLP endpoint is configured (`OTEL_EXPORTER_OTLP_ENDPOINT`, e.g. `http://collector:4318`). Without one
 * nothing is registered and each span is the API's shared no-op. `exporter` takes the endpoint's place in tests.
 */
export function startTracing(config: {
  readonly service: string;
  readonly version: string;
  readonly otlpEndpoint?: string;
  readonly exporter?: SpanExporter;
}): Tracing {
  const { otlpEndpoint, exporter } = config;
  if (!otlpEndpoint && !exporter) return { stop: () => Promise.resolve() };
  const processor = exporter
    ? new SimpleSpanProcessor(exporter)
    : new BatchSpanProcessor(
        new OTLPTraceExporter({ url: `${otlpEndpoint?.replace(/\/+$/, '')}/v1/traces` }),
      );
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': config.service, 'service.version': config.version }),
    spanProcessors: [processor],
  });
  provider.register();
  return {
    stop: async () => {
      await provider.shutdown();
      trace.disable();
      context.disable();
      propagation.disable();
    },
  };
}

/**
 * Runs `work` in a span: append, sequencer batch, job, delivery. A thrown error marks the span and passes through. Attributes
 * carry ids and counts, no personal data. `parent` is the context it goes on from, where that is not the one under way.
 */
export async function withSpan<Result>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<Result> | Result,
  { kind, parent }: { readonly kind?: SpanKind; readonly parent?: Context } = {},
): Promise<Result> {
  const options = { attributes, kind };
  return trace.getTracer('doyak').startActiveSpan(name, options, parent ?? context.active(), async (span) => {
    if (span.isRecording()) {
      const correlationId = currentCorrelationId();
      if (correlationId) span.setAttribute(CORRELATION_ATTRIBUTE, correlationId);
    }
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'error' });
      throw error;
    } finally {
      span.end();
    }
  });
}
