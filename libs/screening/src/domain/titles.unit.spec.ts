import { describe, expect, it } from '@jest/globals';
import { similarity, SIMILAR_FROM, titleGrams } from './titles.js';

const alike = (one: string, other: string) => {
  const [left, right] = [titleGrams(one), titleGrams(other)];
  return similarity(left.filter((gram) => right.includes(gram)).length, left.length, right.length);
};

describe('Titles', () => {
  it('are the same item whatever their spacing, case and width', () => {
    expect(alike('온디바이스 sLLM 기반 회의록 요약', '온디바이스sLLM기반 회의록요약')).toBe(100);
    expect(alike('AI Voucher (2026)', 'ＡＩ voucher 2026')).toBe(100);
  });

  it('are similar with a few words changed, and not when they are about something else', () => {
    expect(
      alike('제조 공정 이상탐지 경량 모델 개발', '제조 공정 이상탐지 경량 모델 고도화'),
    ).toBeGreaterThanOrEqual(SIMILAR_FROM);
    expect(alike('제조 공정 이상탐지 경량 모델 개발', '의료 영상 판독 보조 서비스')).toBeLessThan(
      SIMILAR_FROM,
    );
  });

  it('of fewer than three letters are one gram, and of none are like nothing', () => {
    expect(titleGrams('AI')).toEqual(['ai']);
    expect(titleGrams(' – ')).toEqual([]);
    expect(alike('', '')).toBe(0);
  });
});
