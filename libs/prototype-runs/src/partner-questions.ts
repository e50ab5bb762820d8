import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { OrganisationKind } from '@doyak/identity';
import type { Period } from '@doyak/kernel/calendar';
import type { ReviewConfig } from '@doyak/programs';
import { ReviewPlans } from '@doyak/reviews';
import { askedAt, type AskedParty, type Gate } from './domain/gates.js';

/** What kind of organisation each partner of a run is. */
export const KIND_OF = {
  foundry: 'foundry',
  'package-house': 'package-house',
  buyer: 'large-company',
} as const satisfies Record<AskedParty, OrganisationKind>;

const QUESTIONS: Readonly<Record<string, { ko: string; en: string }>> = {
  'tape-out': { ko: '테이프아웃 접수 여부', en: 'Is the tape-out accepted?' },
  mask: { ko: '마스크 제작 완료 여부', en: 'Are the masks made as ordered?' },
  'wafer-lot': { ko: '웨이퍼 로트 투입 여부', en: 'Has the wafer lot been started?' },
  'wafer-acceptance': { ko: '웨이퍼 수락시험(WAT) 적합 여부', en: 'Does the lot meet wafer acceptance?' },
  assembly: { ko: '패키지 조립 완료 여부', en: 'Have the parts been assembled?' },
  'buyer-acceptance': { ko: '시제품 수락 여부', en: 'Does the buyer accept the prototype?' },
};
const OUTCOMES = [
  { id: 'accepted', title: { ko: '수락', en: 'Accepted' } },
  { id: 'rejected', title: { ko: '거절', en: 'Rejected' } },
];
const TIME: Period = { count: 30, unit: 'days' };

/** What the partners of a run are asked at their gates, each in a review of its own. */
@Injectable()
export class PartnerQuestions implements OnModuleInit {
  constructor(@Inject(ReviewPlans) private readonly plans: ReviewPlans) {}

  onModuleInit(): void {
    this.plans.register('prototype-run', questionsOf);
  }
}

function questionsOf(config: unknown): ReviewConfig {
  const { gates, answerWithin = TIME } = config as { gates: readonly Gate[]; answerWithin?: Period };
  const steps = gates.flatMap((gate): ReviewConfig['steps'] => {
    const party = askedAt(gate);
    if (party === undefined) return [];
    const ask = QUESTIONS[gate]!;
    return [
      {
        ...{ id: gate, kind: 'external', title: ask, ask, partner: KIND_OF[party], answerWithin },
        ...{ reminders: [7, 2], outcomes: OUTCOMES, silence: { escalate: true } },
      },
    ];
  });
  const when = (outcome: string) => ({ any: steps.map(({ id }) => ({ step: id, outcomes: [outcome] })) });
  return {
    steps,
    results: [
      { outcome: 'passed', when: when('accepted') },
      { outcome: 'failed', when: when('rejected') },
    ],
  };
}
