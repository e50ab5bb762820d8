import type { Period } from '@doyak/kernel/calendar';
import type { Stage } from '../format/stage.js';
import type { Track } from '../format/track.js';
import { before } from '../flow/track-flow.js';
import type { FlowStage } from '../flow/track-flow.js';
import { leastDaysOf } from '../stage-kinds/stage-kind.js';
import type { Reference } from '../stage-kinds/stage-kind.js';
import type { CheckContext, Path } from './context.js';
import { knownReasons } from './program-checks.js';
import { stepsOf } from './problem.js';

/** What concerns each stage by itself and what it names elsewhere. */
export function checkStages(
  track: Track,
  index: number,
  flow: readonly FlowStage[],
  context: CheckContext,
): void {
  for (const node of flow) {
    const at: Path = ['tracks', index, 'stages', node.index];
    checkOutcomes(node, at, context);
    checkTimes(node.stage, at, context);
    const kind = context.kinds.get(node.stage.kind);
    if (!kind) continue;
    for (const { code, pointer, message } of kind.findings?.(node.stage.config) ?? []) {
      context.report(code, [...at, 'config', ...stepsOf(pointer)], message);
    }
    for (const reference of kind.references?.(node.stage.config) ?? []) {
      checkReference(reference, node, at, { track, flow, context });
    }
  }
  checkKeepApart(track, index, context);
  checkSupport(track, index, context);
}

function checkOutcomes({ stage, outcomes }: FlowStage, at: Path, context: CheckContext): void {
  const { report, sections } = context;
  const reasons = knownReasons(context);
  const known = (outcome: string, path: Path) => {
    if (outcomes.includes(outcome)) return;
    report(
      'UNKNOWN_OUTCOME',
      path,
      `A stage of kind "${stage.kind}" ends ${outcomes.join(', ')}, not "${outcome}"`,
    );
  };
  for (const [outcome, { reason }] of Object.entries(stage.ends ?? {})) {
    known(outcome, [...at, 'ends', outcome]);
    if (reason !== undefined && reasons && !reasons.has(reason)) {
      report(
        'UNKNOWN_REASON_CODE',
        [...at, 'ends', outcome, 'reason'],
        `There is no reason code "${reason}"`,
      );
    }
  }
  for (const [outcome, notice] of Object.entries(stage.notices ?? {})) {
    known(outcome, [...at, 'notices', outcome]);
    if (sections.notices && !sections.notices.some(({ id }) => id === notice)) {
      report('UNKNOWN_NOTICE', [...at, 'notices', outcome], `There is no notice "${notice}"`);
    }
  }
  const passed = stage.deadline?.whenPassed;
  if (passed && 'outcome' in passed) known(passed.outcome, [...at, 'deadline', 'whenPassed', 'outcome']);
}

/** Calendar days that a period can take at the very most, a long holiday included. */
function mostDaysOf({ count, unit }: Period): number {
  if (unit === 'months') return count * 31 + 10;
  return unit === 'days' ? count + 10 : Math.ceil(count / 5) * 7 + 14;
}

function checkTimes(stage: Stage, at: Path, { kinds, report }: CheckContext): void {
  const { deadline, expected } = stage;
  if (expected && leastDaysOf(expected.least) > mostDaysOf(expected.most)) {
    report('RANGE_CROSSED', [...at, 'expected'], 'The least time expected is above the greatest');
  }
  if (!deadline) return;
  const longest = mostDaysOf(deadline.within);
  const nominal = deadline.within.unit === 'days' ? deadline.within.count : longest;
  for (const [position, reminder] of deadline.reminders.entries()) {
    if (reminder < nominal) continue;
    const message = `${reminder} days before the end lies before the start of a deadline of ${deadline.within.count} ${deadline.within.unit}`;
    report('REMINDER_BEFORE_START', [...at, 'deadline', 'reminders', position], message);
  }
  const least = kinds.get(stage.kind)?.leastDays?.(stage.config) ?? 0;
  if (least > longest) {
    const message = `The stage takes at least ${least} days as it is configured; the deadline is shorter`;
    report('DEADLINE_IMPOSSIBLE', [...at, 'deadline', 'within'], message);
  } else if (expected && leastDaysOf(expected.least) > longest) {
    report(
      'DEADLINE_IMPOSSIBLE',
      [...at, 'deadline', 'within'],
      'The deadline is shorter than the least time expected',
    );
  }
}

function checkReference(
  { to, id, pointer, kinds }: Reference,
  node: FlowStage,
  at: Path,
  { track, flow, context }: { track: Track; flow: readonly FlowStage[]; context: CheckContext },
): void {
  const { sections, report } = context;
  const path = [...at, 'config', ...stepsOf(pointer)];
  switch (to) {
    case 'committee':
      if (!sections.committees || sections.committees.some((committee) => committee.id === id)) return;
      return report('UNKNOWN_COMMITTEE', path, `There is no committee "${id}"`);
    case 'document':
      if (track.application.documents.some((document) => document.id === id)) return;
      return report('UNKNOWN_DOCUMENT', path, `The application of this track has no document "${id}"`);
    case 'budget-line':
      if (sections.budget && !sections.budget.lines.some((line) => line.id === id)) {
        return report('UNKNOWN_BUDGET_LINE', path, `There is no budget line "${id}"`);
      }
      if (track.funding.some(({ line }) => line === id)) return;
      return report('BUDGET_LINE_NOT_FUNDED', path, `This track has no part of the budget line "${id}"`);
    case 'earlier-stage': {
      const target = flow.find((stage) => stage.id === id);
      if (!target) return report('UNKNOWN_STAGE', path, `There is no stage "${id}" in this track`);
      if (kinds && !kinds.includes(target.stage.kind)) {
        return report(
          'WRONG_STAGE_KIND',
          path,
          `"${id}" is of kind "${target.stage.kind}", not ${kinds.join(' or ')}`,
        );
      }
      if (!before(flow, node.id).has(id)) {
        report(
          'STAGE_NOT_BEFORE',
          path,
          `"${node.id}" does not wait for "${id}", directly or through others`,
        );
      }
    }
  }
}

function checkKeepApart(track: Track, index: number, { report }: CheckContext): void {
  const known = new Set(track.stages.map(({ id }) => id));
  for (const [position, pair] of track.keepApart.entries()) {
    const at: Path = ['tracks', index, 'keepApart', position];
    for (const [side, stage] of pair.entries()) {
      if (!known.has(stage))
        report('UNKNOWN_STAGE', [...at, side], `There is no stage "${stage}" in this track`);
    }
    if (pair[0] === pair[1]) report('KEEP_APART_ITSELF', at, `"${pair[0]}" cannot be kept apart from itself`);
  }
}

/** The slots, each with the most it can get, must fit into the track's part of the budget line. */
function checkSupport(track: Track, index: number, { report }: CheckContext): void {
  const slots = track.stages
    .filter(({ kind }) => kind === 'selection')
    .reduce((sum, { config }) => sum + Number(config.slots), 0);
  if (slots === 0) return;
  const needed = new Map<string, number>();
  for (const { kind, config } of track.stages) {
    if (kind !== 'disbursement') continue;
    const line = String(config.budgetLine);
    needed.set(line, (needed.get(line) ?? 0) + slots * Number(config.mostPerCase));
  }
  for (const [position, { line, amount }] of track.funding.entries()) {
    const most = needed.get(line) ?? 0;
    if (most <= amount) continue;
    const message = `${slots} slots could need ${most} KRW of the line "${line}", the track has ${amount}`;
    report('SUPPORT_EXCEEDS_FUNDING', ['tracks', index, 'funding', position, 'amount'], message);
  }
}
