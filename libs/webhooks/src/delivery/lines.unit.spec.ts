import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { WaitingMessage } from './lane-rows.js';
import { Lines } from './lines.js';

const message = (index: number, line: string, failed: number | null = null): WaitingMessage => ({
  ...{ index, line, failed, event_id: `event-${index}`, previous: null, attempts: 0, body: null },
  made_at: new Date(0),
});
const turn = (lines: Lines) => {
  const line = lines.next();
  if (line) line.busy = true;
  return line;
};

describe('the lines of a lane', () => {
  it('takes turns: a message of each case, then the next ones', () => {
    const lines = new Lines();
    lines.add([message(1, 'a'), message(2, 'a'), message(3, 'b')]);
    const order: number[] = [];
    for (let line = turn(lines); line; line = turn(lines)) {
      order.push(line.waiting[0]!.index);
      lines.attempted(line, true);
      line.busy = false;
      lines.again(line);
    }
    expect(order).toEqual([1, 3, 2]);
    expect(lines).toMatchObject({ held: 0, after: 3, idle: true });
  });

  it('lets a case wait for its failed message, whatever is read later', () => {
    const lines = new Lines();
    lines.add([message(1, 'a'), message(2, 'a')]);
    const line = turn(lines)!;
    lines.attempted(line, false);
    line.busy = false;
    lines.again(line);
    lines.add([message(5, 'a', 1)]);
    expect(lines).toMatchObject({ held: 0, after: 5, idle: true });
  });

  it('begins no case behind a failed message that an earlier reading passed over', () => {
    const lines = new Lines();
    lines.add([message(2, 'b')]);
    lines.add([message(3, 'a', 1), message(4, 'b'), message(6, 'a', 1)]);
    expect(lines.held).toBe(2);
    const other = new Lines();
    other.add([message(1, 'a', 1), message(3, 'a', 1)]);
    expect(other.held).toBe(2);
  });

  it('hands each message out once and in the order of its case, in whatever portions they come', () => {
    const portions = fc.array(fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 6 }), { maxLength: 6 });
    fc.assert(
      fc.property(portions, (names) => {
        const lines = new Lines();
        const sent: WaitingMessage[] = [];
        let index = 0;
        const work = (most: number) => {
          for (let done = 0; done < most; done += 1) {
            const line = turn(lines);
            if (!line) return;
            sent.push(line.waiting[0]!);
            lines.attempted(line, true);
            line.busy = false;
            lines.again(line);
          }
        };
        for (const portion of names) {
          lines.add(portion.map((name) => message((index += 1), name)));
          work(2);
        }
        work(Infinity);
        expect(sent.map((one) => one.index).sort((a, b) => a - b)).toEqual(
          Array.from({ length: index }, (_, at) => at + 1),
        );
        for (const name of ['a', 'b', 'c']) {
          const own = sent.filter(({ line }) => line === name).map((one) => one.index);
          expect(own).toEqual([...own].sort((a, b) => a - b));
        }
        expect(lines.held).toBe(0);
      }),
    );
  });
});
