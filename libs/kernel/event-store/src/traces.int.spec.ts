import { randomUUID } from 'node:crypto';
import { box, boxEvents, eventually, openTestStore, testActor } from '@doyak/kernel/testing';
import { startTracing } from '@doyak/kernel/tracing';
import { expect, it } from '@jest/globals';
import { InMemorySpanExporter } from '@opentelemetry/sdk-trace-node';
import { defineSubscription } from './subscription.js';

it('shows an append, its way into the log and each follower as spans', async () => {
  const exporter = new InMemorySpanExporter();
  const tracing = startTracing({ service: 'doyak-test', version: '1', exporter });
  const subscription = defineSubscription({ name: 'notes', events: 'all', handle: () => Promise.resolve() });
  const fixture = await openTestStore({ events: boxEvents, subscriptions: [subscription] });
  try {
    const stream = `box-${randomUUID()}`;
    const options = { actor: testActor, now: new Date(0), commandId: randomUUID() };
    await fixture.store.decide(stream, box, { type: 'OpenBox', label: 'one' }, options);
    await fixture.start();
    await eventually(() => {
      const spans = new Map(exporter.getFinishedSpans().map(({ name, attributes }) => [name, attributes]));
      expect(spans.get('append')).toMatchObject({ 'doyak.stream': stream, 'doyak.events': 1 });
      expect(spans.get('sequence')).toMatchObject({ 'doyak.index': 0, 'doyak.events': 1 });
      expect(spans.get('follow notes')).toMatchObject({ 'doyak.index': 0, 'doyak.events': 1 });
    });
  } finally {
    await fixture.drop();
    await tracing.stop();
  }
});
