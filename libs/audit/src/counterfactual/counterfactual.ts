import { Inject, Injectable } from '@nestjs/common';
import { type EvaluationEvent, scoreAgain } from '@doyak/evaluations';
import { EventStore } from '@doyak/kernel/event-store';
import type { ProgramDefinition } from '@doyak/programs';
import { type ScreeningEvent, screenAgain } from '@doyak/screening';
import { rankAgain, type SelectionEvent, type StageTotal } from '@doyak/selection';

/** One decision that was taken, and what it would have been. */
export interface Counterfactual {
  readonly kind: 'screening' | 'evaluation' | 'selection';
  readonly caseId: string;
  readonly roundId: string;
  readonly track: string;
  readonly stage: string;
  readonly recorded: string;
  readonly would: string;
  readonly because: string;
}

export interface CounterfactualReport {
  readonly program: string;
  /** Log indexes that were read: 0 to just before this one. */
  readonly logSize: number;
  readonly decisions: number;
  /** Decisions that would have come out differently. */
  readonly different: readonly Counterfactual[];
}

const KINDS = ['screening', 'evaluation', 'selection'] as const;

/**
 * What recorded facts, ballots and totals would have led to under another definition (반사실 재현). Everything happens in memory; nothing is
 * appended. A case that would have been turned away is out of what comes after; one that would have gone on is taken as far as what was
 * recorded of it reaches.
 */
@Injectable()
export class CounterfactualReplay {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  /** `version`: only decisions that were taken under this version of the program. */
  async run(definition: ProgramDefinition, version?: number): Promise<CounterfactualReport> {
    const logSize = await this.store.logSize();
    const streams = await this.streamsOf(definition.program.id, version, logSize);
    const all: Counterfactual[] = [];
    const out = new Set<string>();
    const undetermined = new Set<string>();
    const going = new Map<string, { caseId: string; roundId: string; track: string }>();
    for (const events of streams.screening.values()) {
      const again = screenAgain(events as unknown as ScreeningEvent[], definition);
      if (!again) continue;
      const { because, ...rest } = again;
      all.push({ kind: 'screening', ...rest, because: because.join(', ') });
      if (again.recorded !== 'ELIGIBLE' || again.would === 'ELIGIBLE') continue;
      (again.would === 'INELIGIBLE' ? out : undetermined).add(again.caseId);
    }
    const totals = new Map<string, StageTotal[]>();
    for (const events of streams.evaluation.values()) {
      const again = scoreAgain(events as unknown as EvaluationEvent[], definition);
      if (!again) continue;
      const { caseId, roundId, track, stage, recorded, would, counts } = again;
      const because = out.has(caseId) ? 'would not have come so far' : points(would.total);
      const outcome = out.has(caseId) ? 'out' : would.outcome;
      all.push({
        ...{ kind: 'evaluation', caseId, roundId, track, stage, because },
        recorded: `${recorded.outcome} ${points(recorded.total)}`.trim(),
        would: outcome === 'out' ? outcome : `${outcome} ${points(would.total)}`.trim(),
      });
      if (counts) totals.set(caseId, [...(totals.get(caseId) ?? []), counts]);
      if (would.outcome === 'undetermined') undetermined.add(caseId);
      else if (went(recorded.outcome) && !went(would.outcome)) out.add(caseId);
      if (!went(recorded.outcome) && went(would.outcome)) going.set(caseId, { caseId, roundId, track });
    }
    for (const events of streams.selection.values()) {
      const joining = [...going.values()]
        .filter((one) => sameTrack(events, one) && !out.has(one.caseId))
        .map(({ caseId }) => caseId);
      const again = rankAgain(events as unknown as SelectionEvent[], definition, {
        ...{ totals, out, undetermined, joining },
      });
      for (const { caseId, recorded, would } of again?.places ?? []) {
        const { roundId, track, stage } = again!;
        all.push({
          ...{ kind: 'selection', caseId, roundId, track, stage },
          recorded: recorded?.place ?? 'out',
          would: typeof would === 'string' ? would : would.place,
          because: `rank ${ofRank(recorded)} → ${ofRank(typeof would === 'string' ? undefined : would)}`,
        });
      }
    }
    const different = all.filter(({ recorded, would }) => recorded !== would);
    return { program: definition.program.id, logSize, decisions: all.length, different };
  }

  /**
   * Every program version against itself: facts, ballots and totals that were recorded lead to the very outcomes, totals and ranks that were
   * recorded, or one of the two has been altered.
   */
  async checkDecisions(): Promise<(CounterfactualReport & { readonly version: number })[]> {
    const reports: (CounterfactualReport & { readonly version: number })[] = [];
    for await (const event of this.store.streamLog()) {
      if (event.type !== 'ProgramPublished') continue;
      const { version, definition } = event.data as { version: number; definition: ProgramDefinition };
      reports.push({ ...(await this.run(definition, version)), version });
    }
    return reports;
  }

  /** Events of the streams of the three kinds that belong to the program, by stream. */
  private async streamsOf(programId: string, version: number | undefined, logSize: number) {
    const streams = { screening: new Map(), evaluation: new Map(), selection: new Map() } as Record<
      (typeof KINDS)[number],
      Map<string, object[]>
    >;
    for await (const event of this.store.streamLog({ to: logSize - 1 })) {
      const kind = KINDS.find((one) => event.streamId.startsWith(`${one}-`));
      if (!kind) continue;
      const of = event.data as { programId?: string; programVersion?: number };
      const opened =
        event.streamVersion === 1 &&
        of.programId === programId &&
        (version === undefined || of.programVersion === version);
      if (opened) streams[kind].set(event.streamId, []);
      streams[kind].get(event.streamId)?.push(event);
    }
    return streams;
  }
}

const went = (outcome: string) => outcome === 'passed' || outcome === 'confirmed';
/** Hundredths as points: 8750 is 87.50. */
const points = (total: number | undefined) => (total === undefined ? '' : (total / 100).toFixed(2));
const ofRank = (placed: { rank: number; total: number } | undefined) =>
  placed ? `${placed.rank} (${points(placed.total)})` : '–';

function sameTrack(events: readonly object[], of: { roundId: string; track: string }): boolean {
  const { data } = events[0] as { data: { roundId?: string; track?: string } };
  return data.roundId === of.roundId && data.track === of.track;
}
