import { z } from 'zod';
import { CHECKS, evidence, GATES } from '../../domain/gates.js';
import type { KnownRun } from '../../domain/run.state.js';

export const runStatus = z.enum(['OPEN', 'ACCEPTED', 'REJECTED', 'ABANDONED', 'LAPSED']);
const gate = z.enum(GATES);
const day = z.string().nullable().describe('Date in Seoul');

export const runView = z
  .object({
    id: z.uuid(),
    caseId: z.uuid(),
    stage: z.string(),
    run: z.int(),
    fundingId: z.uuid(),
    status: runStatus,
    route: z.enum(['mpw-shuttle', 'single-run']),
    cycle: z.int().describe('1, and one more for each respin'),
    respinsLeft: z.int(),
    partners: z.record(z.string(), z.uuid()),
    gates: z.array(
      z.object({
        gate,
        status: z.enum(['open', 'submitted', 'passed', 'waived']),
        plannedOn: day,
        passedOn: day,
        daysLate: z.int().nullable().describe('Days between the date planned and the actual one'),
        attempts: z.int(),
        evidence: evidence.nullable(),
        asks: z
          .object({ party: z.string(), organisationId: z.uuid(), reviewId: z.uuid() })
          .nullable()
          .describe('Partner that judges it'),
        returned: z.string().nullable().describe('Why it was sent back last'),
      }),
    ),
    waivers: z.array(
      z.object({
        cycle: z.int(),
        gate,
        violations: z.object({ check: z.enum(CHECKS), upTo: z.int() }).nullable(),
        reason: z.string(),
        by: z.uuid(),
      }),
    ),
    respins: z.array(
      z.object({
        cycle: z.int(),
        from: gate,
        reason: z.string(),
        costs: z.array(z.object({ item: z.string(), amount: z.int() })),
      }),
    ),
    reason: z.string().nullable(),
    version: z.int(),
  })
  .meta({ id: 'PrototypeRun' });

export function viewRun(state: KnownRun, version: number): z.input<typeof runView> {
  const { caseId, stage, run, fundingId, status, route, cycle, respins, waivers, reason } = state;
  return {
    id: state.runId,
    ...{ caseId, stage, run, fundingId, status, route, cycle, version },
    respinsLeft: state.allowedRespins - respins.length,
    partners: { ...state.partners } as Record<string, string>,
    gates: state.gates.map(
      ({ gate: name, status: stands, plannedOn, passedOn, attempts, submission, returned }) => ({
        ...{ gate: name, status: stands, attempts },
        ...{
          plannedOn: plannedOn ?? null,
          passedOn: passedOn ?? null,
          daysLate: daysLate(plannedOn, passedOn),
        },
        ...{ evidence: submission?.evidence ?? null, asks: submission?.asks ?? null },
        returned: stands === 'open' ? (returned ?? null) : null,
      }),
    ),
    waivers: waivers.map((one) => ({ ...one, violations: one.violations ?? null })),
    respins: respins.map((one) => ({ ...one, costs: one.costs.map((cost) => ({ ...cost })) })),
    reason: reason ?? null,
  };
}

function daysLate(planned: string | undefined, passed: string | undefined): number | null {
  if (planned === undefined || passed === undefined) return null;
  return (Date.parse(passed) - Date.parse(planned)) / 86_400_000;
}
