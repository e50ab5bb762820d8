import { afterEach, describe, expect, it } from '@jest/globals';
import { trace } from '@opentelemetry/api';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { startTracing, type Tracing, withCorrelation, withSpan } from '@doyak/kernel/tracing';
import request from 'supertest';
import { startThingApp } from '../test-support/thing-app.js';

let tracing: Tracing | undefined;

afterEach(() => tracing?.stop());

describe('tracing', () => {
  it('has a span for each request, under the trace of the caller, with the correlation id', async () => {
    const exporter = new InMemorySpanExporter();
    tracing = startTracing({ service: 'doyak-test', version: '1', exporter });
    const { app } = await startThingApp();
    const correlationId = '018f0000-0000-7000-8000-00000000abcd';
    await request(app.getHttpServer() as never)
      .get('/v1/things')
      .set({ Authorization: 'Bearer operator', 'X-Correlation-Id': correlationId })
      .set('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01');
    await app.close();
    const [span] = exporter.getFinishedSpans();
    expect(span?.name).toBe('GET /v1/things');
    expect(span?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(span?.attributes).toMatchObject({
      'doyak.correlation_id': correlationId,
      'http.route': '/v1/things',
      'http.response.status_code': 200,
    });
  });

  it('nests work, marks what threw, and lets the error pass', async () => {
    const exporter = new InMemorySpanExporter();
    tracing = startTracing({ service: 'doyak-test', version: '1', exporter });
    const work = withCorrelation('018f0000-0000-7000-8000-00000000abcd', () =>
      withSpan('outer', { size: 2 }, () => withSpan('inner', {}, () => Promise.reject(new Error('secret')))),
    );
    await expect(work).rejects.toThrow('secret');
    const [inner, outer] = exporter.getFinishedSpans();
    expect([inner?.name, outer?.name]).toEqual(['inner', 'outer']);
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(inner?.status).toEqual({ code: 2, message: 'Error' });
    expect(outer?.attributes).toEqual({
      size: 2,
      'doyak.correlation_id': '018f0000-0000-7000-8000-00000000abcd',
    });
  });

  it('records nothing without an endpoint', async () => {
    tracing = startTracing({ service: 'doyak-test', version: '1' });
    expect(await withSpan('free', {}, (span) => span.isRecording())).toBe(false);
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});
