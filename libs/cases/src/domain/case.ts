import { type Decider, fold, type Given, Refusal } from '@doyak/kernel/decider';
import type { CaseEvent, CaseOutcome, Facts } from './case.events.js';
import { type CasePlan, type PlannedStage, SKIPPED } from './case-plan.js';
import { type MigrateCase, migrateCase } from './case.migration.js';
import { moveDeadlines, type StageDeadline } from './case.deadlines.js';
import { type CaseState, evolve, type KnownCase, outcomesOf, type StageState } from './case.state.js';

type Opening = Extract<CaseEvent, { type: 'CaseOpened' }>['data'];

export type CaseCommand =
  | ({ type: 'OpenCase'; plan: CasePlan } & Opening)
  | { type: 'OpenStage'; stage: string; plan: CasePlan }
  | {
      type: 'CloseStage';
      stage: string;
      run: number;
      outcome: string;
      reason?: string;
      decidedBy: readonly string[];
      facts?: Facts;
      plan: CasePlan;
    }
  | { type: 'ReopenStage'; stage: string; reason: string; plan: CasePlan }
  | { type: 'PauseStageClock'; stage: string; run: number }
  | { type: 'ResumeStageClock'; stage: string; run: number; endsBefore: string }
  | { type: 'MoveStageDeadlines'; deadlines: readonly StageDeadline[] }
  | { type: 'PassStageDeadline'; stage: string; endsBefore: string; plan: CasePlan }
  | MigrateCase
  | { type: 'HoldCase'; reason: string }
  | { type: 'ResumeCase'; reason: string }
  | { type: 'AssignCase'; responsible: string }
  | { type: 'CloseCase'; as: CaseOutcome; reason: string };

/**
 * A case (과제): one application's way through its track. It opens stages when what they wait for is done, side by side where the definition
 * says so, asks an operator where it says so, and closes with the outcome that the definition names. What a stage does is another
 * context's business; it tells the case how the stage ended.
 */
export const aCase: Decider<CaseState, CaseCommand, CaseEvent> = {
  name: 'case',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function decide(command: Given<CaseCommand>, state: CaseState): CaseEvent[] {
  if (command.type === 'OpenCase') {
    if (state.status !== 'none') return [];
    const { caseId, number, applicationId, roundId, programId, programVersion, track, applicant, plan } =
      command;
    const data = { caseId, number, applicationId, roundId, programId, programVersion, track, applicant };
    return proceed(state, [{ type: 'CaseOpened', data }], plan, command.now);
  }
  if (state.status === 'none') throw new Refusal('not-found', 'CASE_NOT_FOUND', 'There is no such case');
  if ('plan' in command && command.type !== 'MigrateCase') refuseStale(state, command.plan);
  switch (command.type) {
    case 'OpenStage':
      return openReady(active(state), command);
    case 'CloseStage':
      return closeStage(active(state), command);
    case 'ReopenStage':
      return reopenStage(state, command);
    case 'PauseStageClock': {
      const stage = openStage(state, command.stage, command.run);
      if (stage.pausedAt !== undefined || stage.endsBefore === undefined) return [];
      const data = { caseId: state.caseId, stage: command.stage, pausedAt: command.now.toISOString() };
      return [{ type: 'StageClockPaused', data }];
    }
    case 'ResumeStageClock': {
      const stage = openStage(state, command.stage, command.run);
      if (stage.pausedAt === undefined) return [];
      const { endsBefore } = command;
      const data = {
        caseId: state.caseId,
        stage: command.stage,
        resumedAt: command.now.toISOString(),
        endsBefore,
      };
      return [{ type: 'StageClockResumed', data }];
    }
    case 'MoveStageDeadlines':
      return moveDeadlines(state, command);
    case 'PassStageDeadline':
      return passDeadline(state, command);
    case 'MigrateCase': {
      const events = migrateCase(state, command);
      return events.length === 0 ? [] : proceed(state, events, command.plan, command.now);
    }
    case 'HoldCase': {
      active(state);
      return [{ type: 'CaseHeld', data: { caseId: state.caseId, reason: command.reason } }];
    }
    case 'ResumeCase':
      if (state.status !== 'held') throw new Refusal('conflict', 'CASE_NOT_HELD', 'The case is not on hold');
      return [{ type: 'CaseResumed', data: { caseId: state.caseId, reason: command.reason } }];
    case 'AssignCase':
      if (state.status === 'closed') throw closedRefusal();
      if (state.responsible === command.responsible) return [];
      return [{ type: 'CaseAssigned', data: { caseId: state.caseId, responsible: command.responsible } }];
    case 'CloseCase':
      if (state.status === 'closed') throw closedRefusal();
      return [{ type: 'CaseClosed', data: { ...ofCase(state), as: command.as, reason: command.reason } }];
  }
}

/** A plan made before the case was migrated says nothing about it any more. */
function refuseStale({ programVersion, track }: KnownCase, plan: CasePlan): void {
  if (plan.version !== programVersion || plan.track !== track)
    throw new Refusal('conflict', 'CASE_MIGRATED', 'The case went to another program version meanwhile');
}

/** Adds what follows by itself from `events`: stages that open, are skipped, or wait for an operator; in the end the closing of the case. */
function proceed(state: CaseState, events: CaseEvent[], plan: CasePlan, now: Date): CaseEvent[] {
  let current = fold({ initialState: state, evolve }, events) as KnownCase;
  const all = [...events];
  for (let next = step(current, plan, now); next !== undefined; next = step(current, plan, now)) {
    all.push(next);
    current = evolve(current, next) as KnownCase;
  }
  return all;
}

function step(state: KnownCase, plan: CasePlan, now: Date): CaseEvent | undefined {
  if (state.status !== 'open') return undefined;
  const results = outcomesOf(state);
  for (const stage of plan.stages) {
    const end = stage.ends[results.get(stage.id) ?? ''];
    if (end)
      return {
        type: 'CaseClosed',
        data: { ...ofCase(state), as: end.as, reason: end.reason, stage: stage.id },
      };
  }
  for (const stage of plan.stages) {
    if (state.stages[stage.id] || !awaitedIsDone(stage, results)) continue;
    const { id, kind, guard } = stage;
    if (guard === 'false') return { type: 'StageSkipped', data: { caseId: state.caseId, stage: id, kind } };
    if (guard === 'undetermined' || stage.opens === 'by-operator') {
      const because = guard === 'undetermined' ? ('guard-undetermined' as const) : ('by-operator' as const);
      return { type: 'StageReady', data: { caseId: state.caseId, stage: id, kind, because } };
    }
    return opened(state, stage, now);
  }
  return undefined;
}

function awaitedIsDone(stage: PlannedStage, results: ReadonlyMap<string, string>): boolean {
  const met = stage.awaits.map(({ stage: id, outcomes }) => outcomes.includes(results.get(id) ?? ''));
  return stage.mode === 'any' ? met.some(Boolean) : met.every(Boolean);
}

function opened(state: KnownCase, { id, kind, endsBefore }: PlannedStage, now: Date): CaseEvent {
  const openedAt = now.toISOString();
  return { type: 'StageOpened', data: { ...ofCase(state), stage: id, kind, run: 1, openedAt, endsBefore } };
}

function openReady(
  state: KnownCase,
  { stage: id, plan, now }: Given<Extract<CaseCommand, { type: 'OpenStage' }>>,
): CaseEvent[] {
  const stage = planned(plan, id);
  if (state.stages[id]?.status !== 'ready') {
    throw new Refusal('conflict', 'STAGE_NOT_READY', `Stage ${id} does not wait for an operator`);
  }
  return [opened(state, stage, now)];
}

function closeStage(
  state: KnownCase,
  command: Given<Extract<CaseCommand, { type: 'CloseStage' }>>,
): CaseEvent[] {
  const { stage: id, run, outcome, reason, decidedBy, facts, plan } = command;
  const stage = openStage(state, id, run);
  const known = planned(plan, id);
  if (outcome === SKIPPED || !known.outcomes.includes(outcome)) {
    throw new Refusal('rule', 'OUTCOME_UNKNOWN', `Stage ${id} cannot end as ${outcome}`);
  }
  for (const person of decidedBy) {
    const other = decidedApart(state, plan, id, person);
    if (other)
      throw new Refusal(
        'rule',
        'DUTIES_NOT_SEPARATE',
        `The person who decided ${other} may not decide ${id}`,
      );
  }
  const data = {
    ...{ ...ofCase(state), stage: id, kind: stage.kind, run },
    ...{ outcome, reason, decidedBy: [...decidedBy], facts },
  };
  return proceed(state, [{ type: 'StageClosed', data }], plan, command.now);
}

/** The stage that keeps this person from deciding another one (separation of duties); `undefined`: nothing does. */
export function decidedApart(
  state: KnownCase,
  plan: CasePlan,
  stage: string,
  person: string,
): string | undefined {
  return plan.keepApart
    .flatMap(([one, other]) => (one === stage ? [other] : other === stage ? [one] : []))
    .find((other) => state.stages[other]?.decidedBy.includes(person));
}

function reopenStage(
  state: KnownCase,
  command: Given<Extract<CaseCommand, { type: 'ReopenStage' }>>,
): CaseEvent[] {
  const { stage: id, reason, plan } = command;
  const stage = planned(plan, id);
  const seen = state.stages[id];
  if (state.status === 'held') throw heldRefusal();
  if (seen?.status !== 'closed' || seen.outcome === SKIPPED) {
    throw new Refusal('conflict', 'STAGE_NOT_CLOSED', `Stage ${id} has not been closed`);
  }
  if (state.status === 'closed' && state.closed?.stage !== id) throw closedRefusal();
  const later = plan.stages.find(
    ({ id: other, awaits }) =>
      state.stages[other] !== undefined && awaits.some(({ stage: awaited }) => awaited === id),
  );
  if (later)
    throw new Refusal('conflict', 'LATER_STAGE_BEGUN', `Stage ${later.id} builds on ${id} and has begun`);
  const data = {
    ...{ ...ofCase(state), stage: id, kind: stage.kind, run: seen.run + 1 },
    ...{ reason, openedAt: command.now.toISOString(), endsBefore: stage.endsBefore },
  };
  const reopened: CaseEvent = { type: 'StageReopened', data };
  if (state.status !== 'closed') return [reopened];
  return [{ type: 'CaseReopened', data: { caseId: state.caseId, reason } }, reopened];
}

function passDeadline(
  state: KnownCase,
  command: Given<Extract<CaseCommand, { type: 'PassStageDeadline' }>>,
): CaseEvent[] {
  const { stage: id, endsBefore, plan, now } = command;
  const stage = state.stages[id];
  // Its turn comes when the case is resumed.
  if (state.status === 'held') throw heldRefusal();
  // Decided, paused or moved since the timer was set: nothing has passed.
  if (
    state.status !== 'open' ||
    stage?.status !== 'open' ||
    stage.endsBefore !== endsBefore ||
    stage.pausedAt
  )
    return [];
  if (now < new Date(endsBefore))
    throw new Refusal('conflict', 'DEADLINE_NOT_PASSED', 'The deadline has not passed');
  const { whenPassed } = planned(plan, id);
  const ends = typeof whenPassed === 'object';
  const passed: CaseEvent = {
    type: 'StageDeadlinePassed',
    data: { caseId: state.caseId, stage: id, kind: stage.kind, endsBefore, escalated: !ends },
  };
  if (!ends) return [passed];
  const { kind, run } = stage;
  const data = { ...ofCase(state), stage: id, kind, run, outcome: whenPassed.outcome, decidedBy: [] };
  return proceed(state, [passed, { type: 'StageClosed', data }], plan, now);
}

function active(state: KnownCase): KnownCase {
  if (state.status === 'closed') throw closedRefusal();
  if (state.status === 'held') throw heldRefusal();
  return state;
}

function openStage(state: KnownCase, id: string, run: number): StageState {
  active(state);
  const stage = state.stages[id];
  if (stage?.status !== 'open' || stage.run !== run) {
    throw new Refusal('conflict', 'STAGE_NOT_OPEN', `Stage ${id} is not open`);
  }
  return stage;
}

function planned(plan: CasePlan, id: string): PlannedStage {
  const stage = plan.stages.find((candidate) => candidate.id === id);
  if (!stage) throw new Refusal('not-found', 'STAGE_NOT_FOUND', `The track has no stage ${id}`);
  return stage;
}

function ofCase({ caseId, applicationId, roundId, programId, programVersion, track }: KnownCase) {
  return { caseId, applicationId, roundId, programId, programVersion, track };
}

const closedRefusal = () => new Refusal('conflict', 'CASE_CLOSED', 'The case is closed');
const heldRefusal = () => new Refusal('conflict', 'CASE_HELD', 'The case is on hold');
