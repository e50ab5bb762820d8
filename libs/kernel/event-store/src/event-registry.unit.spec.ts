import { defineEvents, event } from '@doyak/kernel/decider';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { UnregisteredEvent } from './errors.js';
import { EventRegistry } from './event-registry.js';

const [counted, closed] = defineEvents(
  event('Counted', {
    stored: 'testing.counted',
    version: 3,
    schema: z.object({ by: z.int(), unit: z.string(), note: z.string() }),
    older: {
      1: { schema: z.object({ by: z.int() }), upcast: (old: { by: number }) => ({ ...old, unit: 'piece' }) },
      2: {
        schema: z.object({ by: z.int(), unit: z.string() }),
        upcast: (old: { by: number; unit: string }) => ({ ...old, note: '' }),
      },
    },
  }),
  event('Closed', { stored: 'testing.closed', version: 1, schema: z.object({}) }),
);

describe('EventRegistry', () => {
  const registry = new EventRegistry();
  registry.register([counted, closed]);

  it('writes the stored name and the version of today', () => {
    const data = { by: 1, unit: 'box', note: '' };
    expect(registry.serialise({ type: 'Counted', data })).toEqual({
      stored: 'testing.counted',
      version: 3,
      data,
    });
  });

  it.each([
    [1, { by: 4 }, { by: 4, unit: 'piece', note: '' }],
    [2, { by: 4, unit: 'box' }, { by: 4, unit: 'box', note: '' }],
    [3, { by: 4, unit: 'box', note: 'n' }, { by: 4, unit: 'box', note: 'n' }],
  ])('reads version %i as today', (version, stored, data) => {
    expect(registry.deserialise('testing.counted', version, stored)).toEqual({ type: 'Counted', data });
  });

  it('gives back what it wrote', () => {
    fc.assert(
      fc.property(fc.record({ by: fc.maxSafeInteger(), unit: fc.string(), note: fc.string() }), (data) => {
        const written = registry.serialise({ type: 'Counted', data });
        expect(registry.deserialise(written.stored, written.version, written.data)).toEqual({
          type: 'Counted',
          data,
        });
      }),
    );
  });

  it.each([
    ['an unknown name', () => registry.serialise({ type: 'Unheard', data: {} })],
    [
      'data that does not fit',
      () => registry.serialise({ type: 'Counted', data: { by: 0.5, unit: '', note: '' } }),
    ],
    ['an unknown stored type', () => registry.deserialise('testing.unheard', 1, {})],
    ['a version from a newer program', () => registry.deserialise('testing.counted', 4, {})],
    ['stored types of an unknown name', () => registry.storedTypes(['Counted', 'Unheard'])],
  ])('refuses %s', (_, attempt) => {
    expect(attempt).toThrow(UnregisteredEvent);
  });

  it('says which field does not fit', () => {
    expect(() => registry.serialise({ type: 'Counted', data: { by: 'one', unit: '', note: '' } })).toThrow(
      'by: ',
    );
  });

  it('takes the same spec twice, but no second one of its name or stored type', () => {
    registry.register([counted]);
    expect(registry.all()).toEqual([counted, closed]);
    const other = (name: string, stored: string) => event(name, { stored, version: 1, schema: z.object({}) });
    expect(() => registry.register([other('Counted', 'testing.other')])).toThrow('registered twice');
    expect(() => registry.register([other('Other', 'testing.counted')])).toThrow('registered twice');
  });
});
