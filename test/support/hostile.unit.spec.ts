import { describe, expect, it } from '@jest/globals';
import { faultOf, mutantsOf, operationsOf, sampleOf, spread } from './hostile.js';

const document = {
  paths: {
    '/v1/things/{id}': {
      get: {
        'x-permission': 'things.read',
        parameters: [
          { in: 'path', name: 'id', schema: {} },
          { in: 'query', name: 'asOf', schema: { type: 'string' } },
        ],
      },
      post: {
        'x-permission': 'things.write',
        requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } } },
      },
    },
  },
  components: {
    schemas: {
      Thing: {
        type: 'object',
        properties: {
          id: { type: 'string', format: 'uuid' },
          code: { type: 'string', pattern: '^[A-Z]+$' },
          parts: { type: 'array', items: { anyOf: [{ type: 'integer', minimum: 5 }, { type: 'null' }] } },
        },
      },
    },
  },
};

describe('Hostile input', () => {
  it('is made for every operation of the document', () => {
    const operations = operationsOf(document);
    expect(operations.map(({ method, query }) => [method, query.map(({ name }) => name)])).toEqual([
      ['GET', ['asOf']],
      ['POST', []],
    ]);
    expect(sampleOf(operations[1]!.body!, document, { id: 'x' })).toEqual({
      id: 'x',
      code: 'SAMPLE',
      parts: [5],
    });
  });

  it('replaces every place, and only one at a time', () => {
    const mutants = [...mutantsOf({ a: [1], b: 2 }, ['!'])];
    expect(mutants).toContainEqual('!');
    expect(mutants).toContainEqual({ a: '!', b: 2 });
    expect(mutants).toContainEqual({ a: ['!'], b: 2 });
    expect(mutants).toContainEqual({ a: [1], b: '!' });
    expect(mutants).toContainEqual({ b: 2 });
    expect(mutants).not.toContainEqual({ a: '!', b: '!' });
  });

  it('is thinned evenly', () => {
    expect(spread([1, 2, 3, 4, 5, 6], 3)).toEqual([1, 3, 5]);
    expect(spread([1, 2, 3, 4, 5, 6], 3, 1)).toEqual([2, 4, 6]);
    expect(spread([1, 2, 3, 4, 5, 6], 3, 2)).toEqual([1, 3, 5]);
    expect(spread([1, 2], 3)).toEqual([1, 2]);
  });

  it.each([
    [500, 'application/problem+json', '{}', '500'],
    [400, 'text/html', '<p>', 'no problem document'],
    [200, 'application/json', '{"stack":"Error at f (/home/x/a.js:1:2)"}', 'the inside'],
    [400, 'application/problem+json', '{"detail":"node_modules/pg"}', 'the inside'],
  ])('is answered wrongly by %s %s %s', (status, type, text, said) => {
    expect(faultOf(status, type, text)).toContain(said);
  });

  it('is answered well by a problem document', () => {
    expect(faultOf(422, 'application/problem+json; charset=utf-8', '{"code":"X"}')).toBeUndefined();
    expect(faultOf(200, 'application/json', '{}')).toBeUndefined();
  });
});
