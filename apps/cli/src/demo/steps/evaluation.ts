import type { ApiClient } from '../api-client.js';
import type { Account, Cast } from '../cast/people.js';
import { untilQuiet } from '../log.js';
import { forEach } from '../waiting.js';
import { regionOf } from './answers.js';
import type { Application } from './applications.js';
import { marksOf, type Sheet } from './ballots.js';
import type { Call } from './call.js';
import { openStage } from './cases.js';

interface Step {
  readonly evaluationId: string;
  readonly refused: { readonly code: string; readonly detail: string } | null;
}

interface Line {
  readonly id: string;
  readonly caseId: string;
  readonly track: string;
}

interface Evaluation extends Line {
  readonly sheet: Sheet & { readonly bonuses: readonly { readonly id: string }[] };
  readonly members: readonly { readonly personId: string; readonly out: string | null }[];
}

const INSPECTORS = 2;

/** Who recused from one evaluation of a case sits on no panel of it. */
interface KeptAway {
  readonly caseId: string;
  readonly personId: string;
}

/** A stage of committees: how many sit on each, and who conducts it. */
interface Stage {
  readonly stage: string;
  readonly panel: number;
  readonly conductedBy: Account;
}

export const documentEvaluation = ({ officers }: Cast): Stage => ({
  ...{ stage: 'document-evaluation', panel: 7, conductedBy: officers.secretary },
});
export const presentationEvaluation = ({ officers }: Cast): Stage => ({
  ...{ stage: 'presentation-evaluation', panel: 7, conductedBy: officers.secretary },
});
/** By others than those who evaluated the documents. */
export const siteCheck = ({ officers }: Cast): Stage => ({
  ...{ stage: 'site-check', panel: INSPECTORS, conductedBy: officers.inspection },
});

/** Panels are appointed, their members pledge: from then on they may look (위원 위촉, 서약). */
export async function seatPanels(cast: Cast, call: Call, stage: Stage, keptAway?: KeptAway): Promise<Line[]> {
  const { api } = stage.conductedBy;
  await openStage(api, call, stage.stage);
  const lines = await scoring(api, call, stage, 'appointing');
  const tracks = [...new Set(lines.map(({ track }) => track))].sort();
  for (const [at, track] of tracks.entries()) {
    const reviewers = panelOf(cast, stage, at).map(({ personId }) => personId);
    for (const { id } of lines.filter((line) => line.track === track && line.caseId === keptAway?.caseId)) {
      const another = cast.reviewers.find(({ personId }) => !reviewers.includes(personId))!;
      const members = reviewers.map((one) => (one === keptAway!.personId ? another.personId : one));
      await api.post(`/v1/evaluations/${id}/panel`, { reviewers: members }, { wait: true });
    }
    const body = { roundId: call.roundId, stage: stage.stage, track, reviewers };
    const { evaluations } = await api.post<{ evaluations: Step[] }>('/v1/evaluation-panels', body);
    refuseRefusals(evaluations);
  }
  await untilQuiet(api);
  await forEach(cast.reviewers, async (reviewer) => {
    const body = { roundId: call.roundId, stage: stage.stage };
    const { evaluations } = await reviewer.api.post<{ evaluations: Step[] }>('/v1/evaluation-pledges', body);
    refuseRefusals(evaluations);
  });
  return lines;
}

/** A member sees in the application that she advised the founders: she recuses, and her seat is filled (회피). */
export async function recuseOne(cast: Cast, { id, caseId }: Line, stage: Stage): Promise<KeptAway> {
  const { members } = await stage.conductedBy.api.get<Evaluation>(`/v1/evaluations/${id}`);
  const seated = new Set(members.map(({ personId }) => personId));
  const leaving = cast.reviewers.find(({ personId }) => seated.has(personId))!;
  const coming = cast.reviewers.find(({ personId }) => !seated.has(personId))!;
  await leaving.api.post(`/v1/evaluations/${id}/recusal`, { reason: 'Advised the founders last year' });
  await stage.conductedBy.api.post(`/v1/evaluations/${id}/replacements`, {
    ...{ reviewer: coming.personId, replaces: leaving.personId },
  });
  await coming.api.post(`/v1/evaluations/${id}/pledge`);
  return { caseId, personId: leaving.personId };
}

/** Every member scores without seeing the others; the panel closes with its minutes (평가, 의결). */
export async function scoreAll(
  cast: Cast,
  call: Call,
  stage: Stage,
  applications: readonly Application[],
): Promise<void> {
  const { api } = stage.conductedBy;
  const byCase = new Map(applications.map((application) => [application.caseId, application]));
  await untilQuiet(api);
  await forEach(await scoring(api, call, stage, 'scoring'), async ({ id, caseId }) => {
    const application = byCase.get(caseId)!;
    const { sheet, members } = await api.get<Evaluation>(`/v1/evaluations/${id}`);
    const sitting = new Set(members.filter(({ out }) => out === null).map(({ personId }) => personId));
    for (const [at, reviewer] of cast.reviewers.entries()) {
      if (!sitting.has(reviewer.personId)) continue;
      await reviewer.api.post(`/v1/evaluations/${id}/ballot`, { marks: marksOf(sheet, application, at) });
    }
    if (sheet.bonuses.length > 0 && regionOf(application) !== 'capital')
      await api.post(`/v1/evaluations/${id}/bonuses`, {
        ...{
          bonuses: sheet.bonuses.map((bonus) => bonus.id),
          reason: 'The head office is outside the capital',
        },
      });
    await api.post(`/v1/evaluations/${id}/close`, { minutes: 'The panel met, scored and closed.' });
  });
}

/** Members of a track's panel: another selection of the reviewers for each track. The last two of them are kept for site checks. */
function panelOf({ reviewers }: Cast, { stage, panel }: Stage, track: number): Account[] {
  const inspectors = reviewers.slice(-INSPECTORS);
  if (stage === 'site-check') return inspectors;
  const others = reviewers.slice(0, -INSPECTORS);
  return Array.from({ length: panel }, (_, at) => others[(track + at) % others.length]!);
}

function scoring(api: ApiClient, { roundId }: Call, { stage }: Stage, status: string): Promise<Line[]> {
  return api.list<Line>(`/v1/evaluations?roundId=${roundId}&stage=${stage}&status=${status}`);
}

function refuseRefusals(steps: readonly Step[]): void {
  const refused = steps.find((step) => step.refused)?.refused;
  if (refused) throw new Error(`${refused.code}: ${refused.detail}`);
}
