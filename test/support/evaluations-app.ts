import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CommandBus } from '@nestjs/cqrs';
import { CloseStage } from '@doyak/cases';
import { eventually } from '@doyak/kernel/testing';
import { expect } from '@jest/globals';
import { type OneMore, oneMore } from './more-people.js';
import { sendMissingDocuments } from './papers.js';
import { type PlatformApp, startPlatform } from './platform-app.js';
import { publishProgram } from './programs.js';

export interface Member {
  personId: string;
  out: string | null;
  why: { ground?: string; source?: string; relationId?: string; by?: string } | null;
  marks: unknown[] | null;
}
export interface Page {
  id: string;
  caseId: string;
  applicationId: string;
  status: string;
  run: number;
  members: Member[];
  challenges: { decision: string | null; votes: unknown[] | null }[];
  closing: { outcome: string | null; told: string; total: string | null } | null;
}
export interface Line {
  id: string;
  caseId: string;
  stage: string;
  status: string;
  ballots: number;
  own: object | null;
}
export interface Step {
  evaluationId: string;
  done: boolean;
  excluded: string[];
  refused: { code: string } | null;
}

const PROGRAM = 'ai-voucher-evaluated';

/** As shipped, but open to persons, going by itself, with a panel of five that drops extremes, a bonus, and two evaluations that are weighted. */
const evaluated = readFileSync(new URL('../../programs/minimal.yaml', import.meta.url), 'utf8')
  .replace('id: ai-voucher', `id: ${PROGRAM}`)
  .replace('code: VOU', 'code: VOE')
  .replace('applicants: [company]', 'applicants: [company, person]')
  .replaceAll('opens: by-operator', 'opens: automatic')
  .replace(
    'panel: 3\n    quorum: 3\n    outside: 2',
    'panel: 5\n    quorum: 4\n    outside: 3\n    drop: { from: 5, highest: 1, lowest: 1 }',
  )
  .replace(
    'weight: 50, method: points }\n            - { id: plan',
    'weight: 60, method: points }\n            - { id: plan',
  )
  .replace('en: Plan }, weight: 50, method: points }', 'en: Plan }, weight: 40, method: graded }')
  .replace(
    '      - id: selection\n',
    `      - id: presentation
        kind: presentation-evaluation
        title: { ko: 발표평가, en: Presentation }
        opens: automatic
        waitsFor: { all: [{ stage: document-evaluation, outcomes: [passed] }] }
        expected: { least: { count: 1, unit: days }, most: { count: 5, unit: days } }
        notices: { failed: refused }
        ends:
          failed: { as: rejected, reason: BELOW_THRESHOLD }
          no-show: { as: rejected, reason: NO_SHOW }
        config:
          committee: panel
          passMark: 60
          presentationMinutes: 10
          questionMinutes: 10
          bonus: [{ id: region, title: { ko: 지역, en: Region }, points: 3 }]
          criteria:
            - { id: pitch, title: { ko: 발표, en: Pitch }, weight: 100, method: points }
      - id: selection
`,
  )
  .replace(
    '[{ stage: document-evaluation, outcomes: [passed] }] }\n        expected: { least: { count: 1, unit: days }, most: { count: 5, unit: working-days } }',
    '[{ stage: presentation, outcomes: [passed] }] }\n        expected: { least: { count: 1, unit: days }, most: { count: 5, unit: working-days } }',
  )
  .replace(
    'totals: [{ stage: document-evaluation, weight: 100 }]',
    'totals: [{ stage: document-evaluation, weight: 30 }, { stage: presentation, weight: 70 }]',
  );

export const marks = (need: number, plan: string) => [
  { item: 'need', points: need },
  { item: 'plan', grade: plan },
];

/** Doyak with a round of the program, reviewers, and three applications found eligible. */
export class EvaluationsApp {
  readonly cases: Record<string, { caseId: string; applicationId: string }> = {};
  readonly reviewers: OneMore[] = [];
  roundId = '';

  private constructor(readonly doyak: PlatformApp) {}

  static async start(): Promise<EvaluationsApp> {
    const made = new EvaluationsApp(await startPlatform());
    await publishProgram(made.doyak, PROGRAM, evaluated);
    const round = {
      ...{ programId: PROGRAM, programVersion: 1 },
      notice: { number: '2026-9', title: 'A call', date: '2026-03-02' },
      ...{ opensAt: '2020-01-01T00:00:00+09:00', closesAt: '2100-01-01T00:00:00+09:00' },
      offers: [{ track: 'general', slots: 1, reserves: 1, budget: 1_000 }],
    };
    const { body } = await made.post('operator', '/v1/rounds', round).expect(201);
    made.roundId = (body as { id: string }).id;
    for (let n = 0; n < 7; n += 1)
      made.reviewers.push(await oneMore(made.doyak, `reviewer-${n}`, 'reviewer'));
    await made.apply('first', 'hanbit', '123-45-67891');
    await made.apply('second', 'byeol', '220-81-62517');
    await made.apply('third', 'founder');
    return made;
  }

  post(person: string, path: string, body?: object) {
    return this.doyak.as(person).post(path, body);
  }

  async read<Body>(path: string, person = 'operator'): Promise<Body> {
    return (await this.doyak.as(person).get(path).expect(200)).body as Body;
  }

  /** Where the evaluation of a case is. */
  evaluationOf(name: string, stage = 'document-evaluation', run = 1): Promise<string> {
    return eventually(async () => {
      const { items } = await this.read<{ items: (Line & { run: number })[] }>(
        `/v1/evaluations?caseId=${this.cases[name]!.caseId}&stage=${stage}`,
      );
      const found = items.find((one) => one.run === run);
      expect(found).toBeDefined();
      return `/v1/evaluations/${found!.id}`;
    });
  }

  async stageOf(name: string, id: string) {
    const { stages } = await this.read<{ stages: { stage: string; status: string; outcome?: string }[] }>(
      `/v1/cases/${this.cases[name]!.caseId}`,
    );
    return stages.find(({ stage }) => stage === id);
  }

  private async apply(name: string, person: string, businessNumber?: string): Promise<void> {
    const begun = await this.post(person, '/v1/applications', {
      roundId: this.roundId,
      track: 'general',
    }).expect(201);
    const { id } = begun.body as { id: string };
    const company = businessNumber && { name: `Sample ${name}`, businessNumber };
    const answers = { employees: 12, plan: 'Evaluate a small model.' };
    const edit = { title: `Item ${name}`, ...(company && { company }), answers };
    await this.post(person, `/v1/applications/${id}/edit`, edit).expect(200);
    await sendMissingDocuments(this.doyak.as(person), id);
    await this.post(person, `/v1/applications/${id}/submit`).expect(200);
    const { caseId } = await this.read<{ caseId: string }>(`/v1/applications/${id}`, person);
    this.cases[name] = { caseId, applicationId: id };
    await eventually(async () =>
      expect(await this.stageOf(name, 'screening')).toMatchObject({ status: 'open' }),
    );
    const system = {
      actor: { kind: 'system' as const, id: 'test', authority: 'test' },
      ...{ now: new Date(), commandId: randomUUID() },
    };
    const end = { caseId, stage: 'screening', run: 1, outcome: 'eligible', decidedBy: [] };
    await this.doyak.app.get(CommandBus, { strict: false }).execute(new CloseStage(end, system));
  }
}

/** How a request was refused. */
export const codeOf = async (answer: PromiseLike<{ body: unknown; status: number }>) => {
  const { status, body } = await answer;
  return [status, (body as { code: string }).code];
};
