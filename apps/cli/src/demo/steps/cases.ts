import type { ApiClient } from '../api-client.js';
import { untilQuiet } from '../log.js';
import { forEach } from '../waiting.js';
import type { Call } from './call.js';

interface Case {
  readonly id: string;
  readonly track: string;
  readonly stages: readonly { stage: string; status: string; outcome?: string }[];
}

/** The round's cases in which a stage stands so. */
export async function casesWith(
  api: ApiClient,
  { roundId }: Call,
  stage: string,
  status: 'ready' | 'open' | 'closed',
): Promise<Case[]> {
  await untilQuiet(api);
  const cases = await api.list<Case>(`/v1/cases?roundId=${roundId}`);
  return cases.filter(({ stages }) => stages.some((one) => one.stage === stage && one.status === status));
}

/** An operator opens a stage in every case in which it waits for one, or in those of some tracks. */
export async function openStage(
  api: ApiClient,
  call: Call,
  stage: string,
  tracks?: ReadonlySet<string>,
): Promise<Case[]> {
  const ready = (await casesWith(api, call, stage, 'ready')).filter(
    ({ track }) => tracks?.has(track) ?? true,
  );
  await forEach(ready, ({ id }) => api.post(`/v1/cases/${id}/stages/${stage}/open`));
  await untilQuiet(api);
  return ready;
}
