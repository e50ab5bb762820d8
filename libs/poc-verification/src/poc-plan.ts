import type { ReviewConfig } from '@doyak/programs';
import type { PocTerms } from './domain/poc.events.js';

/** Steps of the review that carries an attempt out. */
export const BENCHMARK_STEP = 'benchmark';
export const LABORATORY_STEP = 'laboratory';

/** The plan of an attempt: the benchmark, and the laboratory's report where the definition asks for one. */
export function pocPlan({ laboratoryReport }: Pick<PocTerms, 'laboratoryReport'>): ReviewConfig {
  const benchmark: ReviewConfig['steps'][number] = {
    ...{ id: BENCHMARK_STEP, kind: 'automated', checker: 'model-benchmark' },
    title: { ko: '성능 측정', en: 'Benchmark' },
  };
  const failed = { step: BENCHMARK_STEP, outcomes: ['failed'] };
  if (!laboratoryReport)
    return {
      steps: [benchmark],
      results: [
        { outcome: 'failed', when: { any: [failed] } },
        { outcome: 'passed', when: { all: [{ step: BENCHMARK_STEP, outcomes: ['passed'] }] } },
      ],
    };
  const laboratory: ReviewConfig['steps'][number] = {
    ...{ id: LABORATORY_STEP, kind: 'external', partner: 'test-laboratory' },
    title: { ko: '시험성적서', en: 'Test report' },
    after: { all: [{ step: BENCHMARK_STEP, outcomes: ['passed'] }] },
    ask: {
      ko: '등록된 모델에 대한 시험성적서를 발급하여 주십시오.',
      en: 'Please test the registered model and issue a test report.',
    },
    answerWithin: { count: 40, unit: 'working-days' },
    reminders: [14, 3],
    outcomes: [
      { id: 'conforming', title: { ko: '적합', en: 'Conforming' } },
      { id: 'nonconforming', title: { ko: '부적합', en: 'Not conforming' } },
    ],
    silence: { escalate: true },
  };
  return {
    steps: [benchmark, laboratory],
    results: [
      { outcome: 'failed', when: { any: [failed, { step: LABORATORY_STEP, outcomes: ['nonconforming'] }] } },
      { outcome: 'passed', when: { all: [{ step: LABORATORY_STEP, outcomes: ['conforming'] }] } },
    ],
  };
}
