import { describe, expect, it } from '@jest/globals';
import { BadRequestException, ServiceUnavailableException } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { defineProblems } from './index.js';
import { mapProblem } from './problem-mapping.js';

const map = (error: unknown, ifMatch = false) => {
  const { document, headers, unexpected } = mapProblem(error, { correlationId: 'c', ifMatch });
  return { status: document.status, code: document.code, title: document.title, headers, unexpected };
};
const withCode = (code: string, message = code) => Object.assign(new Error(message), { code });

describe('mapProblem', () => {
  it.each([
    ['conflict', 409],
    ['rule', 422],
    ['forbidden', 403],
    ['not-found', 404],
  ] as const)('answers a refusal of kind %s with %i, also under an unregistered code', (kind, status) => {
    expect(map(new Refusal(kind, 'NOBODY_REGISTERED_ME', 'x'))).toMatchObject({
      status,
      code: 'NOBODY_REGISTERED_ME',
    });
  });

  it("knows the store's errors by code", () => {
    expect(map(withCode('VERSION_CONFLICT'))).toMatchObject({ status: 409, code: 'VERSION_CONFLICT' });
    expect(map(withCode('VERSION_CONFLICT'), true)).toMatchObject({ status: 412, code: 'STALE_VERSION' });
    expect(map(withCode('CLAIM_TAKEN'))).toMatchObject({ status: 409 });
    expect(map(withCode('COMMAND_REUSED'))).toMatchObject({ status: 422 });
  });

  it.each([
    withCode('ECONNREFUSED'),
    withCode('57P01'),
    withCode('08006'),
    withCode('53300'),
    withCode('40P01'),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new Error('wrapped', { cause: withCode('ECONNRESET') }),
    Object.assign(new Error('query failed'), { driverError: withCode('57P03') }),
    new AggregateError([withCode('EACCES'), withCode('ECONNREFUSED')]),
  ])('takes "%s" for a dependency that is down', (error) => {
    expect(map(error)).toMatchObject({ status: 503, headers: { 'Retry-After': '2' }, unexpected: true });
  });

  it.each([
    new Error('x'),
    withCode('23505'),
    withCode('42P01'),
    null,
    undefined,
    'text',
    7,
    new ServiceUnavailableException(),
  ])('takes %s for our own fault', (error) => {
    expect(map(error)).toMatchObject({ status: 500, code: 'INTERNAL', unexpected: true });
  });

  it('passes no text of the framework on', () => {
    const { document } = mapProblem(new BadRequestException('echo: <script>'), {
      correlationId: 'c',
      ifMatch: false,
    });
    expect(document.status).toBe(400);
    expect(JSON.stringify(document)).not.toContain('script');
  });
});

describe('defineProblems', () => {
  it('keeps codes well-formed and unique', () => {
    expect(() => defineProblems({ 'not-a-code': { status: 409, title: 'x' } })).toThrow('SCREAMING');
    expect(() => defineProblems({ INTERNAL: { status: 500, title: 'x' } })).toThrow('twice');
  });
});
