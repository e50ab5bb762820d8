import { Inject, Injectable } from '@nestjs/common';
import { type Committee, type ProgramDefinition, Programs, type Stage } from '@doyak/programs';
import { GROUNDS } from './domain/conflicts.js';
import type { Opening } from './domain/evaluation.events.js';
import type { Criterion } from './domain/sheet.js';

/** Kinds of stages (평가 단계) that a panel carries out here. */
export const EVALUATION_KINDS = ['document-evaluation', 'presentation-evaluation', 'site-check'] as const;
export type EvaluationKind = (typeof EVALUATION_KINDS)[number];

export const isEvaluation = (kind: string): kind is EvaluationKind =>
  (EVALUATION_KINDS as readonly string[]).includes(kind);

interface Titled {
  readonly title: { readonly ko: string; readonly en: string };
}

/** Config of a document or presentation evaluation, as `@doyak/programs` checked it before publication. */
interface ScoredConfig {
  readonly committee: string;
  readonly passMark: number;
  readonly criteria: readonly (Criterion & Titled)[];
  readonly bonus?: readonly ({ readonly id: string; readonly points: number } & Titled)[];
}

/** Config of a site check. */
interface SiteCheckConfig {
  readonly inspectors: number;
  readonly checklist: readonly ({ readonly id: string; readonly mandatory: boolean } & Titled)[];
}

/** What counts in a stage of kind `selection`. */
interface SelectionConfig {
  readonly totals: readonly { readonly stage: string; readonly weight: number }[];
}

export interface CountingIn {
  readonly selection: string;
  readonly weights: readonly { readonly stage: string; readonly percent: number }[];
}

/** Which stage of which program version. */
export interface PlanKey {
  readonly programId: string;
  readonly programVersion: number;
  readonly track: string;
  readonly stage: string;
}

/** What program versions say of evaluations. */
@Injectable()
export class EvaluationPlans {
  constructor(@Inject(Programs) private readonly programs: Programs) {}

  /** Committee and sheet of a stage. */
  async plan(of: PlanKey): Promise<Pick<Opening, 'committee' | 'sheet'>> {
    const definition = await this.programs.definition(of.programId, of.programVersion);
    return planOf(definition, await this.stage(of));
  }

  /** Titles of criteria, items and bonuses by id. */
  async titles(of: PlanKey): Promise<ReadonlyMap<string, Titled['title']>> {
    const { kind, config } = await this.stage(of);
    const scored = config as unknown as ScoredConfig;
    const lines =
      kind === 'site-check'
        ? (config as unknown as SiteCheckConfig).checklist
        : [...scored.criteria, ...(scored.bonus ?? [])];
    return new Map(lines.map(({ id, title }) => [id, title]));
  }

  /** Selections in whose total the stage counts, with all that count there, in percent. */
  async countingIn(of: PlanKey): Promise<CountingIn[]> {
    const { stages } = await this.programs.track(of.programId, of.programVersion, of.track);
    return stages
      .filter(({ kind }) => kind === 'selection')
      .map(({ id, config }) => ({
        selection: id,
        weights: (config as unknown as SelectionConfig).totals.map(({ stage, weight }) => ({
          stage,
          percent: weight,
        })),
      }))
      .filter(({ weights }) => weights.some(({ stage }) => stage === of.stage));
  }

  private async stage(of: PlanKey): Promise<Stage> {
    const { stages } = await this.programs.track(of.programId, of.programVersion, of.track);
    const found = stages.find(({ id }) => id === of.stage);
    if (!found || !isEvaluation(found.kind))
      throw new Error(`Track ${of.track} has no evaluation ${of.stage}`);
    return found;
  }
}

/** Committee and sheet that a definition gives one of its evaluations. */
export function planOf(
  definition: ProgramDefinition,
  { kind, config }: Stage,
): Pick<Opening, 'committee' | 'sheet'> {
  if (kind === 'site-check') return siteCheck(config as unknown as SiteCheckConfig);
  const scored = config as unknown as ScoredConfig;
  const committee = definition.committees.find(({ id }) => id === scored.committee);
  if (!committee) throw new Error(`Program ${definition.program.id} has no committee ${scored.committee}`);
  return {
    committee: committeeOf(committee),
    sheet: {
      kind: 'scored',
      criteria: scored.criteria.map(({ id, weight, method }) => ({ id, weight, method })),
      passMark: scored.passMark,
      bonuses: (scored.bonus ?? []).map(({ id, points }) => ({ id, points })),
    },
  };
}

function committeeOf(committee: Committee): Opening['committee'] {
  const { panel, quorum, outside, drop, blind, pledge, exclusion, challenge } = committee;
  return { panel, quorum, outside, drop, blind, pledge, exclusion: [...exclusion], challenge };
}

/** A definition names only how many inspect; all of them have to, and what holds for reviewers holds for them. */
function siteCheck({ inspectors, checklist }: SiteCheckConfig): Pick<Opening, 'committee' | 'sheet'> {
  return {
    committee: {
      ...{ panel: inspectors, quorum: inspectors, outside: 0 },
      ...{ blind: true, pledge: true, exclusion: [...GROUNDS], challenge: true },
    },
    sheet: { kind: 'checklist', items: checklist.map(({ id, mandatory }) => ({ id, mandatory })) },
  };
}
