import { fold, Refusal } from '@doyak/kernel/decider';
import { given, testActor, testNow } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RecoveryEvent } from './recovery.events.js';
import { leftOf, nextDue, recovery, type RecoveryCommand, type KnownRecovery } from './recovery.js';

const uuid = (n: number) => `01890000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const at = (day: string) => `${day}T00:00:00.000Z`;
const place = { recoveryId: uuid(1), caseId: uuid(2) };
const demanded: RecoveryEvent = {
  type: 'RecoveryDemanded',
  data: {
    ...{ ...place, of: { kind: 'settlement', id: uuid(3) }, programId: 'p', debtor: { personId: uuid(4) } },
    ...{
      amount: 100,
      lines: [
        { line: 'a', amount: 60 },
        { line: 'b', amount: 40 },
      ],
    },
    ...{ reference: 'R1', dueBefore: at('2026-04-01') },
  },
};
const two = { ...testActor, id: uuid(9) };
const receive = (amount: number, receipt: string): RecoveryCommand => ({
  ...{ type: 'ReceiveRefund', amount, receipt, fileId: uuid(5) },
});
const clock = (name: 'reminder' | 'due', day: string): RecoveryCommand => ({
  ...{ type: 'PassRecoveryClock', clock: name, dueBefore: at(day) },
});
const after = (...commands: RecoveryCommand[]) =>
  commands.reduce<RecoveryEvent[]>(
    (events, command) => [...events, ...given(recovery, events).when(command).events()],
    [demanded],
  );

describe('A demand for money', () => {
  it('takes what the bank says came in, once each, line after line, until nothing is left', () => {
    const events = after(receive(70, 'x'), receive(70, 'x'), receive(30, 'y'));
    expect(events.slice(1)).toMatchObject([
      {
        type: 'RefundReceived',
        data: {
          lines: [
            { line: 'a', amount: 60 },
            { line: 'b', amount: 10 },
          ],
          left: 30,
        },
      },
      { type: 'RefundReceived', data: { lines: [{ line: 'b', amount: 30 }], left: 0 } },
      { type: 'RecoveryClosed', data: { as: 'recovered' } },
    ]);
    given(recovery, events).when(receive(1, 'z')).thenRefuses('RECOVERY_NOT_SO');
    given(recovery, [demanded]).when(receive(101, 'z')).thenRefuses('ABOVE_DEMAND');
  });

  it('is reminded of, and overdue when it was not paid by its day', () => {
    const late = after(
      clock('reminder', '2026-04-01'),
      clock('due', '2026-04-01'),
      clock('due', '2026-04-01'),
    );
    expect(late.slice(1).map(({ type }) => type)).toEqual(['RefundReminded', 'RecoveryOverdue']);
    given(recovery, after(receive(100, 'x')))
      .when(clock('due', '2026-04-01'))
      .then();
    const reminded = given(recovery, late).when(clock('reminder', '2026-04-01')).events();
    expect(reminded).toMatchObject([{ data: { number: 2, overdue: true, left: 100 } }]);
  });

  it('can be paid in instalments that add up, each later than the one before', () => {
    const grant = (...parts: [number, string][]): RecoveryCommand => ({
      ...{ type: 'GrantInstalments', reason: 'Liquidity' },
      instalments: parts.map(([amount, day]) => ({ amount, dueBefore: at(day) })),
    });
    const ask = given(recovery, [demanded]);
    for (const unfit of [
      grant([99, '2026-05-01']),
      grant([50, '2026-05-01'], [50, '2026-05-01']),
      grant([50, '2026-01-01'], [50, '2026-05-01']),
      grant([50, '2026-05-01'], [50, '2036-05-01']),
    ])
      ask.when(unfit).thenRefuses('INSTALMENTS_UNFIT');
    const events = after(receive(20, 'x'), grant([50, '2026-05-01'], [30, '2026-06-01']), receive(50, 'y'));
    const state = fold(recovery, events) as KnownRecovery;
    expect([leftOf(state), nextDue(state)]).toEqual([30, { amount: 30, dueBefore: at('2026-06-01') }]);
    // The clock of the old day, and of an instalment that was paid, say nothing.
    given(recovery, events).when(clock('due', '2026-04-01')).then();
    given(recovery, events).when(clock('due', '2026-05-01')).then();
    expect(given(recovery, events).when(clock('due', '2026-06-01')).events()).toHaveLength(1);
  });

  it('is written off by two persons only, and keeps what had come', () => {
    const propose: RecoveryCommand = { type: 'ProposeWriteOff', reason: 'Dissolved' };
    given(recovery, [demanded]).when({ type: 'ApproveWriteOff' }).thenRefuses('RECOVERY_NOT_SO');
    const events = after(receive(70, 'x'), propose);
    given(recovery, events).when(propose).thenRefuses('RECOVERY_NOT_SO');
    given(recovery, events).when({ type: 'ApproveWriteOff' }).thenRefuses('FOUR_EYES');
    const off = given(recovery, events).when({ type: 'ApproveWriteOff', actor: two }).events();
    expect(off).toMatchObject([
      { type: 'RecoveryWrittenOff', data: { amount: 30, lines: [{ line: 'b', amount: 30 }] } },
      { type: 'RecoveryClosed', data: { as: 'not-returned' } },
    ]);
    const not = given(recovery, events).when({ type: 'RejectWriteOff', reason: 'x', actor: two }).events();
    given(recovery, [...events, ...not])
      .when({ type: 'ApproveWriteOff', actor: two })
      .thenRefuses('RECOVERY_NOT_SO');
    given(recovery, [demanded])
      .when({ ...propose, actor: { ...testActor, id: uuid(4) } })
      .thenRefuses('OWN_APPLICATION');
  });

  it('never counts more than came, nor a receipt twice, whatever comes in whatever order', () => {
    const some = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(6)), { maxLength: 20 });
    let closed = 0;
    fc.assert(
      fc.property(some, (payments) => {
        let state = fold(recovery, [demanded]) as KnownRecovery;
        const counted = new Map<string, number>();
        for (const [amount, n] of payments) {
          try {
            const command = { ...receive(amount, String(n)), now: testNow, actor: testActor };
            for (const event of recovery.decide(command, state)) {
              state = recovery.evolve(state, event) as KnownRecovery;
              if (event.type !== 'RefundReceived') continue;
              expect(counted.has(String(n))).toBe(false);
              counted.set(String(n), amount);
              expect(event.data.lines.reduce((sum, line) => sum + line.amount, 0)).toBe(amount);
            }
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
          const sum = [...counted.values()].reduce((all, one) => all + one, 0);
          expect(state.received).toBe(sum);
          expect(state.left.reduce((all, line) => all + line.amount, 0)).toBe(100 - sum);
          expect(state.status).toBe(sum === 100 ? 'RECOVERED' : 'DUE');
        }
        if (state.status === 'RECOVERED') closed += 1;
      }),
      { numRuns: 500 },
    );
    expect(closed).toBeGreaterThan(0);
  });
});
