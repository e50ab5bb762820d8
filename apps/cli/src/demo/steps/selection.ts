import type { Cast } from '../cast/people.js';
import { untilQuiet } from '../log.js';
import type { Application } from './applications.js';
import type { Call } from './call.js';
import { openStage } from './cases.js';

interface Selection {
  readonly id: string;
  readonly track: string;
  readonly candidates: readonly { readonly caseId: string; readonly standing: string }[];
}

/** One officer ranks, another publishes; everybody gets a notice (선정, 결과통보). */
export async function selectAll(cast: Cast, call: Call): Promise<void> {
  const { ranking, publishing } = cast.officers;
  await openStage(ranking.api, call, 'selection');
  for (const { id } of await selectionsOf(cast, call)) {
    await ranking.api.post(`/v1/selections/${id}/rank`);
    await publishing.api.post(`/v1/selections/${id}/publish`);
  }
  await untilQuiet(ranking.api);
}

/** Who stands so in a track, of those who are known. */
export async function standing(
  cast: Cast,
  call: Call,
  applications: readonly Application[],
  track: string,
  sought: string,
): Promise<Application[]> {
  const found = (await selectionsOf(cast, call)).find((selection) => selection.track === track);
  const standsSo = (found?.candidates ?? []).filter((candidate) => candidate.standing === sought);
  const cases = new Set(standsSo.map(({ caseId }) => caseId));
  return applications.filter(({ caseId }) => cases.has(caseId));
}

/** Once agreements are signed nobody moves up any more. */
export async function endReserveLists(cast: Cast, call: Call): Promise<void> {
  const { publishing } = cast.officers;
  for (const { id, candidates } of await selectionsOf(cast, call))
    if (candidates.some((candidate) => candidate.standing === 'reserve'))
      await publishing.api.post(`/v1/selections/${id}/end-reserve-list`, {
        reason: 'The agreements of the round are signed.',
      });
  await untilQuiet(publishing.api);
}

async function selectionsOf({ officers }: Cast, { roundId }: Call): Promise<Selection[]> {
  const { api } = officers.ranking;
  const lines = await api.list<Selection>(`/v1/selections?roundId=${roundId}`);
  return Promise.all(lines.map(({ id }) => api.get<Selection>(`/v1/selections/${id}`)));
}
