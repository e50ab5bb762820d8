import { explore } from '../flow/paths.js';
import type { FlowPath } from '../flow/paths.js';
import { inOrder } from '../flow/track-flow.js';
import type { FlowStage } from '../flow/track-flow.js';
import type { CheckContext, Path } from './context.js';

/**
 * The way of a case through a track: names that exist, no circles, no stage that nothing opens, no outcome that leads
 * nowhere, no combination of outcomes that leaves the case waiting for ever, and a way to complete.
 */
export function checkFlow(index: number, flow: readonly FlowStage[], { report }: CheckContext): void {
  const at = (stage: FlowStage, ...path: Path): Path => ['tracks', index, 'stages', stage.index, ...path];
  if (!checkWaits(flow, at, report)) return;
  const { circular } = inOrder(flow);
  if (circular.length > 0) {
    const circle = findCircle(circular);
    const [first] = circle;
    if (first) {
      const names = [...circle, first].map(({ id }) => id).join(' → ');
      report('CYCLE', at(first, 'waitsFor'), `Stages wait for each other: ${names}`);
    }
    return;
  }
  const { paths, opened, complete } = explore(flow);
  const dead = checkDeadEnds(flow, opened, at, report);
  if (complete) {
    for (const stage of flow) {
      if (opened.has(stage.id)) continue;
      report('UNREACHABLE_STAGE', at(stage), `No combination of outcomes opens "${stage.id}"`);
    }
    if (dead.size === 0) checkStalls(paths, at, report);
    const completes = paths.some(({ end }) => end && end.stage.stage.ends?.[end.outcome]?.as === 'completed');
    if (!completes)
      report('NEVER_COMPLETES', ['tracks', index, 'stages'], 'No case of this track can end "completed"');
  } else {
    const message = `The track has more than ${paths.length} paths; it cannot be shown that each comes to an end`;
    report('TOO_MANY_PATHS', ['tracks', index, 'stages'], message);
  }
}

type At = (stage: FlowStage, ...path: Path) => Path;
type Report = CheckContext['report'];

function checkWaits(flow: readonly FlowStage[], at: At, report: Report): boolean {
  const byId = new Map(flow.map((stage) => [stage.id, stage]));
  let fine = true;
  const fail = (code: string, path: Path, message: string) => {
    fine = false;
    report(code, path, message);
  };
  for (const node of flow) {
    for (const [position, { stage, outcomes }] of node.awaits.entries()) {
      const path = at(node, 'waitsFor', node.mode, position);
      const target = byId.get(stage);
      if (!target) {
        fail('UNKNOWN_STAGE', [...path, 'stage'], `There is no stage "${stage}" in this track`);
        continue;
      }
      for (const [which, outcome] of outcomes.entries()) {
        const ends = target.stage.ends && Object.hasOwn(target.stage.ends, outcome);
        if (!target.outcomes.includes(outcome)) {
          const message = `"${stage}" ends ${target.outcomes.join(', ')}, not "${outcome}"`;
          fail('UNKNOWN_OUTCOME', [...path, 'outcomes', which], message);
        } else if (ends) {
          const message = `"${stage}" ends the case with "${outcome}": nothing can wait for it`;
          fail('OUTCOME_ENDS_CASE', [...path, 'outcomes', which], message);
        }
      }
    }
  }
  return fine;
}

function findCircle(circular: readonly FlowStage[]): readonly FlowStage[] {
  const byId = new Map(circular.map((stage) => [stage.id, stage]));
  const trail: FlowStage[] = [];
  let current = circular[0];
  while (current && !trail.includes(current)) {
    trail.push(current);
    current = current.awaits.map(({ stage }) => byId.get(stage)).find((stage) => stage !== undefined);
  }
  const circle: FlowStage[] = current ? trail.slice(trail.indexOf(current)).reverse() : [];
  const first = circle.findIndex(({ index }) => index === Math.min(...circle.map((stage) => stage.index)));
  return [...circle.slice(first), ...circle.slice(0, first)];
}

/** Outcomes that neither end the case nor are waited for. */
function checkDeadEnds(
  flow: readonly FlowStage[],
  opened: ReadonlySet<string>,
  at: At,
  report: Report,
): ReadonlySet<string> {
  const awaited = new Set(
    flow.flatMap(({ awaits }) =>
      awaits.flatMap(({ stage, outcomes }) => outcomes.map((outcome) => `${stage} ${outcome}`)),
    ),
  );
  const dead = new Set<string>();
  for (const node of flow) {
    if (!opened.has(node.id)) continue;
    const ends = node.stage.ends ?? {};
    const open = node.outcomes.filter(
      (outcome) => !Object.hasOwn(ends, outcome) && !awaited.has(`${node.id} ${outcome}`),
    );
    if (open.length === 0) continue;
    for (const outcome of open) dead.add(`${node.id} ${outcome}`);
    const message = `When "${node.id}" ends ${open.join(' or ')}, nothing follows and the case does not end`;
    report('DEAD_END', at(node), message);
  }
  return dead;
}

const STALLS_REPORTED = 3;

function checkStalls(paths: readonly FlowPath[], at: At, report: Report): void {
  const told = new Set<string>();
  for (const { steps, end } of paths) {
    const last = steps.at(-1);
    if (end || !last || told.has(last.stage.id) || told.size >= STALLS_REPORTED) continue;
    told.add(last.stage.id);
    const way = steps.map(({ stage, outcome }) => `${stage.id} ${outcome}`).join(', ');
    report('CASE_CAN_STALL', at(last.stage), `After ${way} no stage is open and the case has not ended`);
  }
}
