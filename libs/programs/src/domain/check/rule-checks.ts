import type { EligibilityRule } from '../format/eligibility.js';
import type { Facts } from '../format/facts.js';
import type { Track } from '../format/track.js';
import type { Rule } from '../rules/rule.js';
import { canFail, canHold, canHoldTogether } from '../rules/satisfiability.js';
import type { CheckContext, Path } from './context.js';
import { fieldMismatch } from './form-checks.js';
import { knownReasons } from './program-checks.js';
import { stepsOf } from './problem.js';

/** Shared rules, once; then per track its own rules, guards and quotas, and whether all its rules fit together. */
export function checkRules(context: CheckContext): void {
  const { sections, tracks, compiler, report } = context;
  const reasons = knownReasons(context);
  const shared = new Map<string, Rule>();
  for (const [index, rule] of (sections.eligibility ?? []).entries()) {
    const compiled = checkEligibility(rule, ['eligibility', index], context, reasons);
    if (compiled) shared.set(rule.id, compiled);
  }
  for (const { track, index } of tracks) {
    const exempt = new Set(track.exemptFrom);
    if (sections.eligibility) {
      const known = new Set(sections.eligibility.map(({ id }) => id));
      for (const [position, id] of (track.exemptFrom ?? []).entries()) {
        if (known.has(id)) continue;
        report(
          'UNKNOWN_RULE',
          ['tracks', index, 'exemptFrom', position],
          `There is no shared eligibility rule "${id}"`,
        );
      }
    }
    const own: Rule[] = [];
    for (const [position, rule] of track.eligibility.entries()) {
      const compiled = checkEligibility(rule, ['tracks', index, 'eligibility', position], context, reasons);
      if (compiled) own.push(compiled);
    }
    if (!compiler || !sections.facts) continue;
    const { facts } = sections;
    const inherited = [...shared].filter(([id]) => !exempt.has(id)).map(([, rule]) => rule);
    const others = checkExpressions(track, index, context);
    checkFormFacts(track, index, [...inherited, ...own, ...others], context);
    const all = [...inherited, ...own];
    const possible = all.every((rule) => canHold(rule, facts) === 'maybe');
    if (possible && canHoldTogether(all, facts) === 'no') {
      const message = 'Each rule can hold, but no application can meet all of them at once';
      report('RULES_CONTRADICT', ['tracks', index, 'eligibility'], message);
    }
  }
}

function checkEligibility(
  rule: EligibilityRule,
  path: Path,
  context: CheckContext,
  reasons: ReadonlySet<string> | undefined,
): Rule | undefined {
  if (reasons && !reasons.has(rule.reason)) {
    context.report('UNKNOWN_REASON_CODE', [...path, 'reason'], `There is no reason code "${rule.reason}"`);
  }
  return checkExpression(rule.rule, [...path, 'rule'], context);
}

/** Compiles one expression; undefined when it cannot be, or when the facts are not known. */
function checkExpression(
  text: string,
  path: Path,
  { compiler, sections, report }: CheckContext,
): Rule | undefined {
  if (!compiler || !sections.facts) return undefined;
  const { rule, problems } = compiler.compile(text);
  for (const problem of problems) report(problem.code, path, problem.message, problem.start);
  if (!rule) return undefined;
  if (canHold(rule, sections.facts) === 'no') report('RULE_NEVER_HOLDS', path, `"${text}" can never be true`);
  else if (canFail(rule, sections.facts) === 'no')
    report('RULE_ALWAYS_HOLDS', path, `"${text}" is always true`);
  return rule;
}

/** Guards of stages and expressions inside their configuration. */
function checkExpressions(track: Track, index: number, context: CheckContext): Rule[] {
  const rules = checkDocuments(track, index, context);
  for (const [position, stage] of track.stages.entries()) {
    const at: Path = ['tracks', index, 'stages', position];
    const inside = context.kinds.get(stage.kind)?.expressions?.(stage.config) ?? [];
    const expressions = [
      ...(stage.guard === undefined ? [] : [{ path: [...at, 'guard'], text: stage.guard }]),
      ...inside.map(({ pointer, text }) => ({ path: [...at, 'config', ...stepsOf(pointer)], text })),
    ];
    for (const { path, text } of expressions) {
      const rule = checkExpression(text, path, context);
      if (rule) rules.push(rule);
    }
  }
  return rules;
}

/** Whether a document is required is asked at submission, when only the form and the round are known. */
function checkDocuments(track: Track, index: number, context: CheckContext): Rule[] {
  const facts: Facts = context.sections.facts ?? {};
  return track.application.documents.flatMap(({ id, requiredWhen }, position) => {
    if (requiredWhen === undefined) return [];
    const path: Path = ['tracks', index, 'application', 'documents', position, 'requiredWhen'];
    const rule = checkExpression(requiredWhen, path, context);
    const later = rule?.facts.find(
      (name) => !['form', 'round'].some((from) => from in (facts[name]?.from ?? {})),
    );
    if (later !== undefined) {
      const message = `Whether "${id}" is required depends on "${later}", which is not known at submission`;
      context.report('DOCUMENT_FACT_UNKNOWN', path, message);
    }
    return rule ? [rule] : [];
  });
}

/** Facts that come from the form must be fields of this track's form, of the right type. */
function checkFormFacts(
  track: Track,
  index: number,
  rules: readonly Rule[],
  { sections, report }: CheckContext,
): void {
  const facts: Facts = sections.facts ?? {};
  for (const name of new Set(rules.flatMap((rule) => rule.facts))) {
    const fact = facts[name];
    if (!fact || !('form' in fact.from)) continue;
    const mismatch = fieldMismatch(fact, track.application.form, fact.from.form);
    if (!mismatch) continue;
    const path = ['tracks', index, 'application', 'form', 'properties'];
    report(mismatch.code, path, `The fact "${name}" is used in this track. ${mismatch.message}`);
  }
}
