import type { ProgramDefinition } from '../format/definition.js';
import { schemaOf } from '../format/cached-schema.js';
import type { Track } from '../format/track.js';
import { flowOf } from '../flow/track-flow.js';
import { RuleCompiler } from '../rules/rule.js';
import { standardStageKinds } from '../stage-kinds/standard.js';
import type { StageKinds } from '../stage-kinds/stage-kind.js';
import type { CheckContext } from './context.js';
import { checkDuplicateIds } from './duplicate-ids.js';
import { checkFlow } from './flow-checks.js';
import { checkForm } from './form-checks.js';
import type { Found, Problem } from './problem.js';
import { checkProgramSections } from './program-checks.js';
import { checkRules } from './rule-checks.js';
import { schemaProblems } from './schema-problems.js';
import { readSource } from './source.js';
import { checkStages } from './stage-checks.js';

/** The result of a check: a definition exactly when there are no problems. */
export type Checked =
  | { readonly definition: ProgramDefinition; readonly problems: readonly [] }
  | { readonly definition?: undefined; readonly problems: readonly Problem[] };

/** Problems told at once. */
const MOST_PROBLEMS = 500;

/**
 * Checks the text of a program definition (YAML 1.2 or JSON) and finds all problems at once, in the order of the text.
 * Never throws, whatever the text is; time and memory are bounded. `kinds` are the stage kinds that the process knows.
 */
export function checkProgram(text: string, kinds: StageKinds = standardStageKinds): Checked {
  const source = readSource(text);
  if (source.problems.length > 0) return { problems: source.problems };
  const found: Found[] = [];
  const schema = schemaOf(kinds);
  const parsed = schema.safeParse(source.value);
  if (!parsed.success) found.push(...schemaProblems(parsed.error.issues, source.value));
  const context = contextOf(source.value, kinds, (code, path, message, offset) =>
    found.push({ code, path, message, offset }),
  );
  checkMeaning(context, source.value);
  if (parsed.success && found.length === 0) return { definition: parsed.data, problems: [] };
  return { problems: distinct(found.map((one) => source.locate(one))).slice(0, MOST_PROBLEMS) };
}

function checkMeaning(context: CheckContext, value: unknown): void {
  checkDuplicateIds(value, context.report);
  checkProgramSections(context);
  checkRules(context);
  for (const { track, index } of context.tracks) {
    checkForm(track.application.form, ['tracks', index, 'application', 'form'], context.report);
    const ids = track.stages.map(({ id }) => id);
    if (new Set(ids).size !== ids.length) continue;
    const flow = flowOf(track, context.kinds);
    checkFlow(index, flow, context);
    checkStages(track, index, flow, context);
  }
}

/** Sections and tracks that fit the schema, each by itself. */
function contextOf(value: unknown, kinds: StageKinds, report: CheckContext['report']): CheckContext {
  const { shape } = schemaOf(kinds);
  const raw = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  const sections: Record<string, unknown> = {};
  for (const [name, section] of Object.entries(shape)) {
    if (name === 'tracks') continue;
    const parsed = section.safeParse(raw[name]);
    if (parsed.success) sections[name] = parsed.data;
  }
  const list = Array.isArray(raw.tracks) ? (raw.tracks as unknown[]) : [];
  const tracks = list.slice(0, 40).flatMap((track, index) => {
    const parsed = shape.tracks.element.safeParse(track);
    return parsed.success ? [{ track: parsed.data as Track, index }] : [];
  });
  const facts = sections.facts as ProgramDefinition['facts'] | undefined;
  return {
    sections,
    tracks,
    allTracks: tracks.length === list.length && list.length > 0,
    kinds,
    compiler: facts && new RuleCompiler(facts),
    report,
  };
}

function distinct(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return problems
    .filter(({ code, pointer, message }) => {
      const key = JSON.stringify([code, pointer, message]);
      return seen.has(key) ? false : seen.add(key);
    })
    .sort((a, b) => a.line - b.line || a.column - b.column);
}
