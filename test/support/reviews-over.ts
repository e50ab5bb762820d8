import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Database } from '@doyak/kernel/database';
import { eventually } from '@doyak/kernel/testing';
import { expect } from '@jest/globals';
import type { Caller, PlatformApp } from './platform-app.js';
import { publishProgram } from './programs.js';

/** The program of the specs: one track of automatic checks, one of persons and partners. */
export const reviewed = readFileSync(new URL('../fixtures/programs/reviewed.yaml', import.meta.url), 'utf8');

export interface StepPage {
  id: string;
  step: string;
  stepRun: number;
  kind: string;
  status: string;
  because: string | null;
  attempt: number;
  takenOver: number;
  failedAttempts: { attempt: number; class: string; code: string }[];
  assignee: string | null;
  insteadOf: string | null;
  escalated: boolean;
  dueBefore: string | null;
  request: { id: string; answerBefore: string; answers: { outcome: string }[] } | null;
  end: { outcome: string; how: string; findings: { code: string }[]; decidedBy: string[] } | null;
}
export interface ReviewPage {
  id: string;
  status: string;
  outcome: string | null;
  skipped: string[];
  steps: StepPage[];
}

const companies = { byeol: '220-81-62517', hanbit: '123-45-67891' };

/** What specs of reviews do over HTTP. */
export function reviewsOver(doyak: PlatformApp) {
  const idOf = async (answer: PromiseLike<{ body: unknown }>) => ((await answer).body as { id: string }).id;
  const page = async (id: string): Promise<ReviewPage> =>
    (await doyak.as('operator').get(`/v1/reviews/${id}`).expect(200)).body as ReviewPage;
  return {
    page,
    publish: () => publishProgram(doyak, 'reviewed', reviewed),
    reviewOf: async (caseId: string) => {
      const { body } = await doyak.as('operator').get(`/v1/reviews?caseId=${caseId}`).expect(200);
      return (body as { items: { id: string }[] }).items[0]?.id;
    },
    timersOf: async (stepId: string) => {
      const { pool } = doyak.app.get(Database, { strict: false });
      const { rows } = await pool.query<{ id: string }>(
        'select id from doyak.timers where starts_with(id, $1)',
        [`reviews:${stepId}:`],
      );
      return rows;
    },
    theCase: async (id: string) =>
      (await doyak.as('operator').get(`/v1/cases/${id}`).expect(200)).body as {
        status: string;
        outcome: string | null;
      },
    step: async (id: string, name: string) => (await page(id)).steps.findLast(({ step }) => step === name),
    /** Submits an application to a round of its own and waits for its review. */
    apply: async (
      track: 'checks' | 'people' | 'texts',
      person: keyof typeof companies = 'byeol',
      employees = 12,
      attach: (own: Caller, applicationId: string) => Promise<void> = async () => undefined,
    ) => {
      const round = {
        ...{ programId: 'reviewed', programVersion: 1 },
        notice: { number: '2026-9', title: 'A call', date: '2026-03-02' },
        ...{ opensAt: '2020-01-01T00:00:00+09:00', closesAt: '2100-01-01T00:00:00+09:00' },
        offers: [{ track, slots: 1, reserves: 1, budget: 1_000 }],
      };
      const roundId = await idOf(doyak.as('operator').post('/v1/rounds', round).expect(201));
      const own = doyak.as(person);
      const id = await idOf(own.post('/v1/applications', { roundId, track }).expect(201));
      const company = { name: 'Sample', businessNumber: companies[person] };
      const draft = { title: randomUUID(), company, answers: { employees } };
      await own.post(`/v1/applications/${id}/edit`, draft).expect(200);
      await attach(own, id);
      await own.post(`/v1/applications/${id}/submit`).expect(200);
      const { caseId } = (await own.get(`/v1/applications/${id}`).expect(200)).body as { caseId: string };
      const review = await eventually(async () => {
        const list = await doyak.as('operator').get(`/v1/reviews?caseId=${caseId}`).expect(200);
        const [line] = (list.body as { items: { id: string }[] }).items;
        expect(line).toBeDefined();
        return line!.id;
      });
      return { id, caseId, review };
    },
  };
}
