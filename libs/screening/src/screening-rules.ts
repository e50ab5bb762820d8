import { Inject, Injectable } from '@nestjs/common';
import {
  type EligibilityRule,
  evaluateRule,
  type FactValues,
  type ProgramDefinition,
  Programs,
  type Rule,
  RuleCompiler,
  type Stage,
  type Track,
} from '@doyak/programs';
import type { Period } from '@doyak/kernel/calendar';
import { LRUCache } from 'lru-cache';
import type { ScreenedRule } from './domain/screening.events.js';
import type { Judge } from './domain/screening.js';

/** Config of a stage of kind `screening`, as `@doyak/programs` checked it before publication. */
export interface ScreeningConfig {
  readonly supplement: { readonly requests: number; readonly answerWithin: Period };
  readonly duplicateSupport: {
    readonly keys: readonly DuplicateKey[];
    readonly years: number;
    /** Percent. */
    readonly similarFrom?: number;
  };
  readonly overruling: 'forbidden' | 'with-second-person';
}
export type DuplicateKey = 'business-number' | 'corporate-number' | 'representative' | 'similar-item';

/** What a program version says of one screening stage. */
export interface ScreeningPlan {
  readonly definition: ProgramDefinition;
  readonly track: Track;
  readonly stage: Stage;
  readonly config: ScreeningConfig;
  /** Of program and track, minus those the track is exempt from. */
  readonly rules: readonly EligibilityRule[];
  readonly screened: readonly ScreenedRule[];
  readonly judge: Judge;
  /** Facts that Doyak's own search for duplicate support establishes. */
  readonly duplicateFacts: readonly string[];
  /** Facts that the agency's own registers can establish. */
  readonly registerFacts: Readonly<Record<'restriction' | 'recovery', readonly string[]>>;
}

/** Which plan. */
export interface PlanKey {
  readonly programId: string;
  readonly programVersion: number;
  readonly track: string;
  readonly stage: string;
}

/** The check of a definition's fact that Doyak answers itself. */
export const DUPLICATE_SEARCH = 'duplicate-search';

/** Rules of program versions, compiled once. */
@Injectable()
export class ScreeningRules {
  private readonly known = new LRUCache<string, ScreeningPlan>({ max: 200 });

  constructor(@Inject(Programs) private readonly programs: Programs) {}

  /** Refusals: PROGRAM_NOT_FOUND, TRACK_NOT_IN_PROGRAM. */
  async plan(of: PlanKey): Promise<ScreeningPlan> {
    const key = [of.programId, of.programVersion, of.track, of.stage].join('@');
    const known = this.known.get(key);
    if (known) return known;
    const definition = await this.programs.definition(of.programId, of.programVersion);
    const track = await this.programs.track(of.programId, of.programVersion, of.track);
    const plan = makePlan(definition, track, of.stage);
    this.known.set(key, plan);
    return plan;
  }
}

export function makePlan(definition: ProgramDefinition, track: Track, stageId: string): ScreeningPlan {
  const stage = track.stages.find(({ id }) => id === stageId);
  if (stage?.kind !== 'screening') throw new Error(`Track ${track.id} has no screening ${stageId}`);
  const exempt = new Set(track.exemptFrom);
  const rules = [...definition.eligibility.filter(({ id }) => !exempt.has(id)), ...track.eligibility];
  const compiler = new RuleCompiler(definition.facts);
  const compiled = rules.map(({ id, rule }) => ({ id, rule: compile(compiler, id, rule) }));
  return {
    ...{ definition, track, stage, rules },
    config: stage.config as unknown as ScreeningConfig,
    screened: rules.map(({ id, reason, overridable }, at) => ({
      ...{ id, reason, overridable },
      facts: [...compiled[at]!.rule.facts],
    })),
    judge: (values) =>
      compiled.map(({ id, rule }) => {
        const { outcome, missing, invalid, error } = evaluateRule(
          rule,
          definition.facts,
          values as FactValues,
        );
        return { rule: id, outcome, missing: [...missing], invalid: [...invalid], ...(error && { error }) };
      }),
    duplicateFacts: factsOfCheck(definition, DUPLICATE_SEARCH),
    registerFacts: {
      restriction: factsOfCheck(definition, 'sanction-register'),
      recovery: factsOfCheck(definition, 'recovery-ledger'),
    },
  };
}

const factsOfCheck = ({ facts }: ProgramDefinition, check: string): string[] =>
  Object.entries(facts).flatMap(([name, { type, from }]) =>
    type === 'bool' && 'check' in from && from.check === check ? [name] : [],
  );

/** A published definition was checked: a rule that does not compile now means that the program itself is at fault. */
function compile(compiler: RuleCompiler, id: string, text: string): Rule {
  const { rule, problems } = compiler.compile(text);
  if (!rule) throw new Error(`Rule ${id}: ${problems[0]?.message}`);
  return rule;
}
