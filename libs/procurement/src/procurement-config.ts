import type { Period } from '@doyak/kernel/calendar';
import type { ReviewConfig, Track } from '@doyak/programs';

/** Which stage of which program version. */
export interface StageOf {
  readonly programId: string;
  readonly programVersion: number;
  readonly track: string;
  readonly stage: string;
}

/** Config of a stage of kind `procurement-registration`, as `@doyak/programs` checked it before publication. */
export interface ProcurementConfig {
  readonly routes: readonly string[];
  readonly rndWithinYears: number;
  readonly committee: string;
  readonly answerWithin: Period;
  readonly reminders: readonly number[];
  readonly validYears: number;
  readonly extensionYears: readonly number[];
  readonly extensionWindowDays: number;
  readonly expiryNoticeDays: readonly number[];
}

export function procurementConfig(track: Track, stage: string): ProcurementConfig {
  const found = track.stages.find(({ id, kind }) => id === stage && kind === 'procurement-registration');
  if (!found) throw new Error(`Track ${track.id} has no procurement registration ${stage}`);
  return found.config as unknown as ProcurementConfig;
}

/** What the procurement service answers. */
export const DESIGNATE = 'designate';

/** The request to the procurement service as a review of one step: its silence is an officer's matter. */
export function serviceReview({ answerWithin, reminders }: ProcurementConfig): ReviewConfig {
  const step = 'procurement-service';
  const ends = (outcome: string) => ({ all: [{ step, outcomes: [outcome] }] });
  return {
    steps: [
      {
        ...{ id: step, kind: 'external', partner: 'procurement-service' },
        title: { ko: '조달청 지정 결정', en: 'Decision of the procurement service' },
        ask: {
          ko: '지정 심의위원회가 찬성한 제품의 혁신제품 지정 여부를 결정해 주시기 바랍니다.',
          en: 'Please decide on the designation of the product that the committee is in favour of.',
        },
        ...{ answerWithin: { ...answerWithin }, reminders: [...reminders] },
        outcomes: [
          { id: DESIGNATE, title: { ko: '지정', en: 'Designate' } },
          { id: 'refuse', title: { ko: '거부', en: 'Refuse' } },
        ],
        silence: { escalate: true },
      },
    ],
    results: [
      { outcome: 'passed', when: ends(DESIGNATE) },
      { outcome: 'failed', when: ends('refuse') },
    ],
  };
}
