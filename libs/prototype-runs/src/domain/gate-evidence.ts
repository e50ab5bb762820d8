import { CHECKS, type Evidence, HTOL_HOURS } from './gates.js';
import { evidenceOf, type KnownRun } from './run.state.js';

/** Why evidence does not fit the run; `undefined`: it does. */
export function evidenceFault(evidence: Evidence, state: KnownRun): string | undefined {
  switch (evidence.gate) {
    case 'mask': {
      const shuttle = 'shuttle' in evidence.masks;
      if (shuttle === (state.route === 'mpw-shuttle')) return undefined;
      return shuttle ? 'A single run has masks of its own' : 'A seat on a shuttle has no mask set of its own';
    }
    case 'wafer-lot':
      return new Set(evidence.wafers).size === evidence.wafers.length ? undefined : 'A wafer is named twice';
    case 'wafer-acceptance': {
      const made = evidenceOf(state, 'wafer-lot')?.wafers;
      const strange = made && evidence.wafers.find((wafer) => !made.includes(wafer));
      return strange === undefined ? undefined : `Wafer ${strange} is not one of the lot`;
    }
    case 'probe':
    case 'final-test': {
      const { dataset, gate } = evidence;
      const found = state.datasets.find(({ datasetId }) => datasetId === dataset);
      if (found?.gate !== gate || found.cycle !== state.cycle)
        return 'There is no such test data in this cycle';
      const lot = evidenceOf(state, 'wafer-lot')?.lot;
      if (gate === 'probe' && lot !== undefined && found.lot !== undefined && lot !== found.lot)
        return `The test data are of lot ${found.lot}, not of ${lot}`;
      return undefined;
    }
    case 'assembly': {
      const good = goodDies(state);
      if (good === undefined || evidence.units <= good) return undefined;
      return `Only ${good} dies were good`;
    }
    default:
      return undefined;
  }
}

function goodDies(state: KnownRun): number | undefined {
  const probed = evidenceOf(state, 'probe')?.dataset;
  return state.datasets.find(({ datasetId }) => datasetId === probed)?.figures.passed;
}

/** Why a gate cannot be passed with what was sent, by code; waivers of violations count. */
export function shortcomings(evidence: Evidence, state: KnownRun): { code: string; detail: string }[] {
  switch (evidence.gate) {
    case 'sign-off':
      return CHECKS.flatMap((check) => {
        const { violations } = evidence.checks[check];
        const waived = state.waivers
          .filter(({ cycle, violations: of }) => cycle === state.cycle && of?.check === check)
          .reduce((most, one) => Math.max(most, one.violations!.upTo), 0);
        if (violations <= waived) return [];
        const detail = `${check.toUpperCase()} has ${violations} violations, ${waived} are waived`;
        return [{ code: 'VIOLATIONS_NOT_WAIVED', detail }];
      });
    case 'probe':
    case 'final-test': {
      const found = state.datasets.find(({ datasetId }) => datasetId === evidence.dataset);
      return (found?.faults ?? []).map((code) => ({
        code,
        detail: 'The test data do not meet the definition',
      }));
    }
    case 'reliability': {
      const short: { code: string; detail: string }[] = [];
      const add = (code: string, detail: string) => short.push({ code, detail });
      if (evidence.htolHours < HTOL_HOURS) add('HTOL_TOO_SHORT', `${HTOL_HOURS} hours are needed`);
      if (evidence.failures > 0) add('PARTS_FAILED', `${evidence.failures} parts failed`);
      if (!evidence.esd) add('ESD_FAILED', 'Electrostatic discharge was not passed');
      if (!evidence.latchUp) add('LATCH_UP_FAILED', 'Latch-up was not passed');
      return short;
    }
    default:
      return [];
  }
}
