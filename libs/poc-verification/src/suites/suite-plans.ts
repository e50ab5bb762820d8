import { Inject, Injectable } from '@nestjs/common';
import { join } from 'node:path';
import { Config } from '@doyak/kernel/config';
import { Refusal, type Violation } from '@doyak/kernel/decider';
import type { Metric } from '../domain/figures.js';
import type { PocTerms, SuiteRef } from '../domain/poc.events.js';
import { chooseItems } from './choose-items.js';
import { SHIPPED_SUITES, SuiteLibrary } from './suite-library.js';
import { SuiteFault, type SuiteItem } from './suite.js';

/** An item of a run, at its place. */
export interface PlannedItem extends SuiteItem {
  readonly place: number;
  readonly suite: string;
}

/** Items of a suite that only reports are asked at most so many times. */
const FURTHER_SAMPLES = 1_000;

/** Which suites and items a run measures. Suites are those that Doyak brings and those of the folder `suites` in the data folder. */
@Injectable()
export class SuitePlans {
  readonly library: SuiteLibrary;

  constructor(@Inject(Config) config: Config) {
    this.library = new SuiteLibrary([SHIPPED_SUITES, join(config.home, 'suites')]);
  }

  /** Refusal: SUITES_UNFIT, with what is wrong with which. */
  suitesFor({ suites, target }: PocTerms, further: readonly string[]): SuiteRef[] {
    const faults: Violation[] = [];
    const named = [
      ...suites.map((one, at) => ({ ...one, decides: true, pointer: `/suites/${at}` })),
      ...further
        .filter((task) => !suites.some((one) => one.task === task))
        .map((task, at) => ({ task, samples: 0, thresholds: [], decides: false, pointer: `/further/${at}` })),
    ];
    const refs = named.flatMap(({ task, samples, thresholds, decides, pointer }): SuiteRef[] => {
      const suite = this.read(task, pointer, faults);
      if (!suite) return [];
      const fault = (code: string, detail: string) => faults.push({ pointer, code, detail });
      if (samples > suite.items.length)
        fault('SUITE_TOO_SMALL', `${task} has ${suite.items.length} items, ${samples} are asked`);
      for (const { metric } of thresholds)
        if (!measures(suite.items, metric, target))
          fault('NOT_MEASURED', `${task} does not measure ${metric}`);
      const wanted = decides ? samples : Math.min(FURTHER_SAMPLES, suite.items.length);
      return [{ task, version: suite.version, sha256: suite.sha256, samples: wanted, decides }];
    });
    if (faults.length > 0)
      throw new Refusal('rule', 'SUITES_UNFIT', 'The suites cannot measure what is asked', faults);
    return refs;
  }

  /** What a run may spend. Refusal: SUITES_UNFIT where the definition allows fewer requests than there are items. */
  budgetFor(
    { load }: PocTerms,
    suites: readonly SuiteRef[],
    seed: string,
    tokens: number | undefined,
  ): { requests: number; tokens: number } {
    const items = this.items(suites, seed);
    const requests = load?.requests ?? items.length * 4;
    if (requests < items.length)
      throw new Refusal('rule', 'SUITES_UNFIT', `${items.length} items need more than ${requests} requests`);
    // A token is hardly ever less than a character; three tries each.
    const needed = items.reduce(
      (sum, { prompt, generation }) => sum + 3 * (prompt.length + generation.maxTokens),
      0,
    );
    return { requests, tokens: tokens ?? needed };
  }

  /** The items of a run in their order; the same for the same seed. Throws `SuiteFault` where a suite is not the one that was started with. */
  items(suites: readonly SuiteRef[], seed: string): PlannedItem[] {
    const items = suites.flatMap(({ task, sha256, samples }) => {
      const suite = this.library.suite(task);
      if (suite.sha256 !== sha256) throw new SuiteFault(`The suite ${task} has been changed`);
      return chooseItems(suite, samples, seed).map((item) => ({ ...item, suite: task }));
    });
    return items.map((item, place) => ({ ...item, place }));
  }

  private read(task: string, pointer: string, faults: Violation[]) {
    try {
      return this.library.suite(task);
    } catch (error) {
      if (!(error instanceof SuiteFault)) throw error;
      faults.push({ pointer, code: 'SUITE_UNKNOWN', detail: error.message });
      return undefined;
    }
  }
}

function measures(items: readonly SuiteItem[], metric: Metric, target: PocTerms['target']): boolean {
  const some = (measure: SuiteItem['measure']) => items.some((one) => one.measure === measure);
  switch (metric) {
    case 'exact-match':
      return some('accuracy');
    case 'perturbation-drop':
      return items.some(({ perturbs }) => perturbs !== undefined);
    case 'harmful-refusal':
      return some('harmful');
    case 'over-refusal':
      return some('benign');
    case 'bias-score':
      return some('bias');
    case 'memory':
    case 'power':
      return target === 'on-device';
    default:
      return true;
  }
}
