import { Refusal } from '@doyak/kernel/decider';
import type { Appended, DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { aCase, type CaseCommand } from '../domain/case.js';
import type { KnownCase } from '../domain/case.state.js';

/** Times a command is given anew when the case is migrated or moves on while its plan is made. */
const ATTEMPTS = 5;

/** Gives a command with the plan of the case as it is now. Refusals: CASE_NOT_FOUND, and those of the command. */
export async function decideWithPlan(
  store: EventStore,
  caseId: string,
  make: (state: KnownCase) => Promise<CaseCommand>,
  context: DecideOptions,
): Promise<Appended> {
  for (let attempt = 1; ; attempt += 1) {
    const command = await make(await planOf(store, caseId));
    try {
      return await store.decide(`case-${caseId}`, aCase, command, context);
    } catch (error) {
      const stale = error instanceof Refusal && STALE.has(error.code);
      if (!stale || attempt === ATTEMPTS) throw error;
    }
  }
}

const STALE: ReadonlySet<string> = new Set(['CASE_MIGRATED', 'CASE_MOVED_ON']);

/** The case as it is now. Refusal: CASE_NOT_FOUND. */
export async function planOf(store: EventStore, caseId: string): Promise<KnownCase> {
  const { state } = await store.load(`case-${caseId}`, aCase);
  if (state.status === 'none') throw new Refusal('not-found', 'CASE_NOT_FOUND', 'There is no such case');
  return state;
}
