import { describe, expect, it } from '@jest/globals';
import { compileForm } from './form-validator.js';

const title = { 'x-title': { ko: '항목', en: 'Field' } };
const form = compileForm({
  type: 'object',
  additionalProperties: false,
  required: ['number', 'founded'],
  properties: {
    number: { type: 'string', pattern: '^\\d{3}-\\d{2}-\\d{5}$', ...title },
    code: { type: 'string', pattern: '^[A-Z]+$', ...title },
    founded: { type: 'string', format: 'date', ...title },
    mail: { type: 'string', format: 'email', 'x-personal': true, ...title },
    site: { type: 'string', format: 'uri', ...title },
  },
});
const faults = (data: unknown) => form.validate?.(data).map(({ pointer, code }) => `${pointer} ${code}`);
const filled = { number: '124-81-00998', founded: '2024-02-29' };

describe('a form', () => {
  it('accepts what fits', () => {
    expect(faults({ ...filled, code: 'AI', mail: 'a@example.org', site: 'https://example.org' })).toEqual([]);
  });

  it.each<[unknown, string[]]>([
    [{}, ['/number required', '/founded required']],
    [{ ...filled, number: '1248100998' }, ['/number pattern']],
    [{ ...filled, code: '124-81-00998' }, ['/code pattern']],
    [{ ...filled, founded: '2023-02-29' }, ['/founded format']],
    [{ ...filled, mail: 'nobody' }, ['/mail format']],
    [{ ...filled, site: 'not an address' }, ['/site format']],
    [{ ...filled, extra: 1 }, ['/extra additionalProperties']],
    [[], [' type']],
  ])('refuses %j with %j', (data, expected) => {
    expect(faults(data)).toEqual(expected);
  });

  it.each([
    [{ properties: { a: { type: 'string', format: 'phone', ...title } } }, 'format'],
    [{ properties: { a: { $ref: 'https://example.org/x.json', ...title } } }, "can't resolve reference"],
    [{ properties: { a: { type: 'string', pattern: '(?=a)b', ...title } } }, 'regexp'],
  ])('does not compile %j', (change, message) => {
    const { error } = compileForm({ type: 'object', additionalProperties: false, ...change });
    expect(error).toContain(message);
  });
});
