import { readFileSync } from 'node:fs';
import { projectRoot } from '../../../../composition/src/version.js';
import type { Cast } from '../cast/people.js';
import { NOTICE_DATE, TIMES } from '../times.js';
import { plannedApplications } from '../cast/applicants.js';

export const PROGRAM = 'ai-levelup';

/** Supported applications of a track, and reserves behind them: fewer than the program allows, so that there is a contest. */
const SLOTS = { slots: 2, reserves: 2 };

export interface Call {
  readonly programVersion: number;
  readonly roundId: string;
}

/** One administrator drafts the program as shipped, another publishes it, and an officer opens a round of all its tracks by notice (공고). */
export async function openCall({ administrator, secondAdministrator, officers }: Cast): Promise<Call> {
  const text = readFileSync(`${projectRoot}programs/${PROGRAM}.yaml`, 'utf8');
  const checked = await administrator.api.post<{ ok: boolean }>('/v1/program-checks', { text });
  if (!checked.ok) throw new Error(`programs/${PROGRAM}.yaml has problems`);
  await administrator.api.post(`/v1/programs/${PROGRAM}/draft`, { text });
  await secondAdministrator.api.post(`/v1/programs/${PROGRAM}/publish`, undefined, { wait: true });
  const { items } = await officers.call.api.get<{ items: { id: string; version: number }[] }>('/v1/programs');
  const programVersion = items.find(({ id }) => id === PROGRAM)!.version;
  const tracks = [...new Set(plannedApplications().map(({ track }) => track))];
  const { id: roundId } = await officers.call.api.post(
    '/v1/rounds',
    {
      ...{ programId: PROGRAM, programVersion },
      notice: {
        number: '2026-1',
        title: 'Sample call of the AI startup level-up program',
        date: NOTICE_DATE,
      },
      opensAt: TIMES.notice.toISOString(),
      closesAt: TIMES.closes.toISOString(),
      offers: tracks.map((track) => ({ track, ...SLOTS, budget: 2_000_000_000 })),
    },
    { wait: true },
  );
  return { programVersion, roundId };
}
