import { Inject, Injectable } from '@nestjs/common';
import { type Committee, type ProgramDefinition, Programs, type Stage } from '@doyak/programs';
import { GROUNDS } from './domain/conflicts.js';
import type { Opening } from './domain/evaluation.events.js';
import type { Criterion } from './domain/sheet.js';

/** Kinds of stages (평가 단계) that a panel carries out here. */
export const EVALUATION_KINDS = [
  ...(['document-evaluation', 'presentation-evaluation', 'expert-evaluation', 'site-check'] as const),
  'procurement-registration',
] as const;
export type EvaluationKind = (typeof EVALUATION_KINDS)[number];

export const isEvaluation = (kind: string): kind is EvaluationKind =>
  (EVALUATION_KINDS as readonly string[]).includes(kind);

/** Kinds whose own context convenes the committee, with `OpenEvaluation`, and draws the conclusions. */
export const isConvened = (kind: string): boolean => kind === 'procurement-registration';

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

/** Config of an expert evaluation: the criteria of each year. */
interface ExpertConfig {
  readonly committee: string;
  readonly rubrics: readonly (Omit<ScoredConfig, 'committee'> & { readonly year: number })[];
}

/** What a committee that is convened answers: whether to designate. */
const DESIGNATION = { id: 'designation', title: { ko: '지정 찬성', en: 'In favour of designation' } };

type Plan = Pick<Opening, 'committee' | 'sheet' | 'rubricYear'>;

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

  /** Committee and sheet of a stage that opens in a year of Seoul. */
  async plan(of: PlanKey, year: number): Promise<Plan> {
    const definition = await this.programs.definition(of.programId, of.programVersion);
    return planOf(definition, await this.stage(of), year);
  }

  /** Titles of criteria, items and bonuses by id. */
  async titles(
    of: PlanKey & { readonly rubricYear?: number },
  ): Promise<ReadonlyMap<string, Titled['title']>> {
    const { kind, config } = await this.stage(of);
    return new Map(linesOf(kind, config, of.rubricYear).map(({ id, title }) => [id, title]));
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

/** Committee and sheet that a definition gives one of its evaluations; `year` chooses among the rubrics of an expert evaluation. */
export function planOf(definition: ProgramDefinition, { kind, config }: Stage, year: number): Plan {
  if (kind === 'site-check') return siteCheck(config as unknown as SiteCheckConfig);
  const named = (config as unknown as { readonly committee: string }).committee;
  const committee = definition.committees.find(({ id }) => id === named);
  if (!committee) throw new Error(`Program ${definition.program.id} has no committee ${named}`);
  if (isConvened(kind))
    return {
      committee: committeeOf(committee),
      sheet: { kind: 'checklist', items: [{ id: DESIGNATION.id, mandatory: true }] },
    };
  const rubric = kind === 'expert-evaluation' ? rubricOf(config as unknown as ExpertConfig, year) : undefined;
  const { criteria, passMark, bonus } = rubric ?? (config as unknown as ScoredConfig);
  return {
    committee: committeeOf(committee),
    sheet: {
      kind: 'scored',
      criteria: criteria.map(({ id, weight, method }) => ({ id, weight, method })),
      passMark,
      bonuses: (bonus ?? []).map(({ id, points }) => ({ id, points })),
    },
    ...(rubric && { rubricYear: rubric.year }),
  };
}

/** The rubric in force in a year: the latest that is not of a later one; before the first there is only the first. */
function rubricOf({ rubrics }: ExpertConfig, year: number): ExpertConfig['rubrics'][number] {
  const byYear = rubrics.toSorted((one, other) => one.year - other.year);
  return byYear.findLast((one) => one.year <= year) ?? byYear[0]!;
}

function linesOf(
  kind: string,
  config: unknown,
  year: number | undefined,
): readonly ({ id: string } & Titled)[] {
  if (kind === 'site-check') return (config as SiteCheckConfig).checklist;
  if (isConvened(kind)) return [DESIGNATION];
  const scored =
    kind === 'expert-evaluation' ? rubricOf(config as ExpertConfig, year ?? 0) : (config as ScoredConfig);
  return [...scored.criteria, ...(scored.bonus ?? [])];
}

function committeeOf(committee: Committee): Opening['committee'] {
  const { panel, quorum, outside, drop, blind, pledge, exclusion, challenge } = committee;
  return { panel, quorum, outside, drop, blind, pledge, exclusion: [...exclusion], challenge };
}

/** A definition names only how many inspect; all of them have to, and what holds for reviewers holds for them. */
function siteCheck({ inspectors, checklist }: SiteCheckConfig): Plan {
  return {
    committee: {
      ...{ panel: inspectors, quorum: inspectors, outside: 0 },
      ...{ blind: true, pledge: true, exclusion: [...GROUNDS], challenge: true },
    },
    sheet: { kind: 'checklist', items: checklist.map(({ id, mandatory }) => ({ id, mandatory })) },
  };
}
