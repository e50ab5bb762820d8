import { given } from '@doyak/kernel/testing';
import { describe, it } from '@jest/globals';
import { accessLog } from './access-log.js';

const expired = (day: string, count: number) =>
  ({ type: 'AccessesExpired', data: { before: `${day}T00:00:00.000Z`, count } }) as const;
const expire = (day: string, count: number) =>
  ({ type: 'ExpireAccesses', before: new Date(`${day}T00:00:00Z`), count }) as const;

describe('The record of accesses', () => {
  it('says what it gives up', () => {
    given(accessLog).when(expire('2026-03-02', 7)).then(expired('2026-03-02', 7));
    given(accessLog, [expired('2026-03-02', 7)])
      .when(expire('2026-03-03', 1))
      .then(expired('2026-03-03', 1));
  });

  it('says nothing when nothing goes, or it has been said', () => {
    given(accessLog).when(expire('2026-03-02', 0)).then();
    given(accessLog, [expired('2026-03-02', 7)])
      .when(expire('2026-03-02', 7))
      .then();
    given(accessLog, [expired('2026-03-02', 7)])
      .when(expire('2026-03-01', 7))
      .then();
  });
});
