import { Inject, Injectable } from '@nestjs/common';
import { isDeepStrictEqual } from 'node:util';
import { Evidence, hashOf, manifestOf, type StoredItem } from './benchmark/evidence.js';
import { measuredSuites } from './benchmark/measured-suites.js';
import type { Figures } from './domain/figures.js';
import { figuresOf } from './domain/figures-of.js';
import { type ItemRecord, itemRecordSchema } from './domain/item-record.js';
import type { Attempt, KnownPoc } from './domain/poc.state.js';
import { PocDesk } from './poc-desk.js';
import { scoreOf } from './suites/scoring/score.js';

/** Something that is not as the log says. */
export interface PocDifference {
  readonly what: 'record-altered' | 'manifest' | 'score' | 'figures';
  /** The item, where it is one's. */
  readonly item?: string;
  readonly detail: string;
}

export interface ReplayedAttempt {
  readonly attempt: number;
  readonly outcome: 'passed' | 'failed' | null;
  readonly items: number;
  /** Computed again from the records; null where there are none. */
  readonly figures: Figures | null;
  readonly differences: readonly PocDifference[];
}

/** Computes what was measured again, from the evidence that was kept, and compares it with the log. Writes nothing. */
@Injectable()
export class PocReplay {
  constructor(
    @Inject(PocDesk) private readonly desk: PocDesk,
    @Inject(Evidence) private readonly evidence: Evidence,
  ) {}

  /** Refusal: POC_NOT_FOUND. */
  async run(pocId: string): Promise<{ equal: boolean; attempts: ReplayedAttempt[] }> {
    const state = await this.desk.poc(pocId);
    const attempts = [];
    for (const attempt of state.attempts) attempts.push(await this.replay(state, attempt));
    return { equal: attempts.every(({ differences }) => differences.length === 0), attempts };
  }

  private async replay(state: KnownPoc, attempt: Attempt): Promise<ReplayedAttempt> {
    const { measured } = attempt;
    const base = { attempt: attempt.attempt, outcome: attempt.outcome ?? null };
    if (!measured?.figures || measured.manifest === undefined)
      return { ...base, items: 0, figures: null, differences: [] };
    const items = await this.evidence.items(measured.stepId);
    const differences: PocDifference[] = items.flatMap(alteredIn);
    const computed = items.map(({ record }) => hashOf(record));
    if (manifestOf(computed.map((sha256) => ({ sha256 }))) !== measured.manifest)
      differences.push({ what: 'manifest', detail: 'the items are not those whose hash stands in the log' });
    const records = items.flatMap(({ record }) => read(record) ?? []);
    differences.push(...records.flatMap(judgedOtherwise));
    const figures = figuresOf(records, measuredSuites(state.terms, attempt));
    if (!isDeepStrictEqual(figures, measured.figures))
      differences.push({ what: 'figures', detail: differingFigure(figures, measured.figures) });
    return { ...base, items: items.length, figures, differences };
  }
}

function read(text: string): ItemRecord | undefined {
  try {
    return itemRecordSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function alteredIn({ place, sha256, record }: StoredItem): PocDifference[] {
  if (hashOf(record) === sha256 && read(record)) return [];
  const known = read(record);
  const item = known ? `${known.task}/${known.item}` : `place ${place}`;
  return [{ what: 'record-altered', item, detail: `its record has another hash than ${sha256}` }];
}

function judgedOtherwise(record: ItemRecord): PocDifference[] {
  if (record.answer === null) return [];
  const score = scoreOf(record.answer, record);
  if (score === record.score) return [];
  const item = `${record.task}/${record.item}`;
  return [{ what: 'score', item, detail: `judged ${record.score} then, ${score} now` }];
}

/** The first figure that differs, by where it stands. */
function differingFigure(ours: unknown, theirs: unknown, at = ''): string {
  if (typeof ours === 'object' && ours !== null && typeof theirs === 'object' && theirs !== null) {
    const keys = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
    for (const key of keys) {
      const [one, other] = [(ours as Record<string, unknown>)[key], (theirs as Record<string, unknown>)[key]];
      if (!isDeepStrictEqual(one, other)) return differingFigure(one, other, `${at}/${key}`);
    }
  }
  return `${at} is ${JSON.stringify(ours)}, the log says ${JSON.stringify(theirs)}`;
}
