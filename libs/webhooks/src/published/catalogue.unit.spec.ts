import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { registered } from '../../../../test/fixtures/events/contexts.js';
import { GRANTABLE, PUBLISHED } from './catalogue.js';

/** Fields that name a person, whatever the event: they never leave. */
const PERSONS = [
  'by',
  'personId',
  'applicant',
  'decidedBy',
  'to',
  'from',
  'contact',
  'officer',
  'responsible',
  'insteadOf',
];

describe('The catalogue of published types', () => {
  it.each(PUBLISHED.map((publication) => [publication.stored, publication] as const))(
    '%s: its fields are those of the event, and none names a person',
    (stored, { event, version, thin, fat, addressed }) => {
      const spec = registered.find(({ name }) => name === event)!;
      expect([spec.stored, spec.version]).toEqual([stored, version]);
      const { shape } = spec.schema as z.ZodObject;
      for (const field of [...thin, ...fat]) {
        expect(shape).toHaveProperty(field);
        expect(PERSONS).not.toContain(field);
      }
      expect(new Set([...thin, ...fat]).size).toBe(thin.length + fat.length);
      if (addressed) expect(shape).toHaveProperty('organisationId');
    },
  );

  it('has each type once, and lets all be granted but the digest', () => {
    expect(new Set(PUBLISHED.map(({ stored }) => stored)).size).toBe(PUBLISHED.length);
    expect(GRANTABLE).toHaveLength(PUBLISHED.length - 1);
  });
});
