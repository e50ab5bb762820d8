import type { ReviewConfig } from '@doyak/programs';
import { LABORATORY_STEP } from './poc-plan.js';

/** The plan of a test report: one request to a laboratory. The deadline of the stage comes on top of its own. */
export function testReportPlan(): ReviewConfig {
  const when = (outcome: string) => ({ all: [{ step: LABORATORY_STEP, outcomes: [outcome] }] });
  return {
    steps: [
      {
        ...{ id: LABORATORY_STEP, kind: 'external', partner: 'test-laboratory' },
        title: { ko: '시험성적서', en: 'Test report' },
        ask: {
          ko: '과제의 결과물을 시험하고 시험성적서를 발급하여 주십시오.',
          en: 'Please test what the project has made and issue a test report.',
        },
        answerWithin: { count: 6, unit: 'months' },
        reminders: [60, 14],
        outcomes: [
          { id: 'conforming', title: { ko: '적합', en: 'Conforming' } },
          { id: 'nonconforming', title: { ko: '부적합', en: 'Not conforming' } },
        ],
        silence: { escalate: true },
      },
    ],
    // What a review decides is passed or failed.
    results: [
      { outcome: 'passed', when: when('conforming') },
      { outcome: 'failed', when: when('nonconforming') },
    ],
  };
}
