import { createServer } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { isConnectionFailure } from './failures.js';

const failure = (code: string, message = 'x') => Object.assign(new Error(message), { code });

describe('isConnectionFailure', () => {
  it.each([
    failure('57P01', 'terminating connection due to administrator command'),
    failure('57P03', 'the database system is starting up'),
    failure('53300', 'sorry, too many clients already'),
    failure('ECONNRESET'),
    failure('EAI_AGAIN'),
    new Error('Connection terminated unexpectedly'),
    new Error('Connection terminated due to connection timeout'),
    new Error('timeout expired'),
    new Error('timeout exceeded when trying to connect'),
    new Error('Client has encountered a connection error and is not queryable'),
    new AggregateError([failure('ECONNREFUSED'), failure('ECONNREFUSED')]),
  ])('knows %s', (error) => {
    expect(isConnectionFailure(error)).toBe(true);
  });

  it.each([
    failure('23505', 'duplicate key'),
    failure('40P01', 'deadlock detected'),
    failure('57014', 'canceling statement due to user request'),
    new Error('something else'),
    new AggregateError([new Error('something else')]),
    'Connection terminated',
    undefined,
    null,
  ])('does not take %s for one', (error) => {
    expect(isConnectionFailure(error)).toBe(false);
  });

  it('knows what pg really throws when nobody listens', async () => {
    const server = createServer();
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
    });
    await new Promise((resolve) => server.close(resolve));
    const error: unknown = await new pg.Client({ host: 'localhost', port })
      .connect()
      .catch((e: unknown) => e);
    expect(isConnectionFailure(error)).toBe(true);
  });
});
