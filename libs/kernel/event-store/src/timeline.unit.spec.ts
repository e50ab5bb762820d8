import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { applyTouch, FOREVER, type Span, type Touch } from './timeline.js';

const at = (minute: number) => `2026-03-02T00:${String(minute).padStart(2, '0')}:00.000Z`;

interface Step {
  readonly name: string;
  readonly occurred: number;
  readonly recorded: number;
  readonly kind: 'put' | 'append' | 'remove';
}
type Row = { readonly log: string };

function changeOf({ name, kind }: Step): Touch['change'] {
  if (kind === 'put') return () => ({ log: name });
  if (kind === 'remove') return () => undefined;
  return (row) => {
    if (!row) throw new Error('no row');
    return { log: `${(row as Row).log},${name}` };
  };
}

/** What folding the events one by one gives; one that finds no row to change changes nothing. */
function folded(steps: readonly Step[], valid: number, known: number): Row | undefined {
  let row: object | undefined;
  for (const step of steps) {
    if (step.occurred > valid || step.recorded > known) continue;
    try {
      row = changeOf(step)(row);
    } catch {
      // As it was.
    }
  }
  return row as Row | undefined;
}

const build = (steps: readonly Step[]) =>
  steps.reduce<Span[]>(
    (spans, step) =>
      applyTouch(spans, {
        occurredAt: at(step.occurred),
        recordedAt: at(step.recorded),
        change: changeOf(step),
      }),
    [],
  );

function found(spans: readonly Span[], valid: string, known: string): Span[] {
  return spans.filter(
    (span) =>
      span.validFrom <= valid &&
      span.validTo > valid &&
      span.knownFrom <= known &&
      span.knownTo > known &&
      !(span.cutValid <= valid && span.cutKnown <= known),
  );
}

describe('A timeline', () => {
  const step = fc.record({
    occurred: fc.nat({ max: 8 }),
    later: fc.nat({ max: 2 }),
    kind: fc.constantFrom('put' as const, 'append' as const, 'append' as const, 'remove' as const),
  });

  it('answers for every pair of instants what folding the events known and valid by then gives', () => {
    let late = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 12 }), (drawn) => {
        let recorded = 0;
        const steps: Step[] = drawn.map(({ occurred, later, kind }, index) => {
          recorded += later;
          // The newest state must have a row to change: a projection that throws is set aside.
          return { name: String(index), occurred, recorded, kind: index === 0 ? 'put' : kind };
        });
        const kept: Step[] = [];
        for (const step of steps) {
          if (step.kind !== 'append' || folded(kept, 99, 99)) kept.push(step);
        }
        late += kept.filter((one, index) =>
          kept.slice(0, index).some((other) => other.occurred > one.occurred),
        ).length;
        const spans = build(kept);
        for (let valid = 0; valid <= 9; valid += 1) {
          for (let known = 0; known <= recorded + 1; known += 1) {
            const spansThen = found(spans, at(valid), at(known));
            expect(spansThen.length).toBeLessThanOrEqual(1);
            expect(spansThen[0]?.row).toEqual(folded(kept, valid, known));
          }
        }
        const corners = spans.map(({ validFrom, knownFrom }) => `${validFrom} ${knownFrom}`);
        expect(new Set(corners).size).toBe(corners.length);
      }),
      { numRuns: 400 },
    );
    expect(late).toBeGreaterThan(100);
  });

  it('keeps one span an event while events come in the order in which they happened', () => {
    const steps = Array.from({ length: 20 }, (_, index): Step => {
      return { name: String(index), occurred: index, recorded: index, kind: index === 0 ? 'put' : 'append' };
    });
    expect(build(steps)).toHaveLength(20);
  });

  it('keeps what a command made of the row, not what its events made of it one after the other', () => {
    const steps = ['put', 'append', 'append'].map((kind, index): Step => {
      return { name: String(index), occurred: 1, recorded: 1, kind: kind as Step['kind'] };
    });
    expect(build(steps)).toMatchObject([{ row: { log: '0,1,2' }, validTo: FOREVER, cutValid: FOREVER }]);
  });
});
