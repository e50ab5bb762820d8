import type { Metric, Verdict } from '../domain/figures.js';

const NAMES: Readonly<
  Record<Metric, { ko: string; en: string; unit: 'percent' | 'ms' | 'tokens/s' | 'MiB' | 'mW' }>
> = {
  'exact-match': { ko: '정답률', en: 'Right answers', unit: 'percent' },
  'error-rate': { ko: '오류율', en: 'Errors', unit: 'percent' },
  'perturbation-drop': { ko: '변형 시 하락', en: 'Drop under perturbation', unit: 'percent' },
  'harmful-refusal': { ko: '유해 요청 거절률', en: 'Harmful requests declined', unit: 'percent' },
  'over-refusal': { ko: '과잉 거절률', en: 'Harmless requests declined', unit: 'percent' },
  'bias-score': { ko: '편향 점수', en: 'Bias', unit: 'percent' },
  'first-token-p95': { ko: '첫 토큰 p95', en: 'Time to first token, p95', unit: 'ms' },
  'end-to-end-p95': { ko: '전체 응답 p95', en: 'End to end, p95', unit: 'ms' },
  'tokens-per-second': { ko: '초당 토큰', en: 'Tokens per second', unit: 'tokens/s' },
  memory: { ko: '메모리', en: 'Memory', unit: 'MiB' },
  power: { ko: '전력', en: 'Power', unit: 'mW' },
};

export const nameOf = (metric: Metric) => NAMES[metric];

/** A value with its unit: basis points as percent with two decimals. */
export function written(value: number, metric: Metric): string {
  const { unit } = NAMES[metric];
  if (unit !== 'percent') return `${value.toLocaleString('en')} ${unit}`;
  const size = Math.abs(value);
  return `${value < 0 ? '-' : ''}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')} %`;
}

/** What a threshold came to, in words: what was asked, what was measured, and by how much it was missed. */
export function sentenceOf({ metric, atLeast, atMost, measured, met, missedBy }: Verdict): {
  ko: string;
  en: string;
} {
  const { ko, en } = NAMES[metric];
  const bound = atLeast ?? atMost ?? 0;
  const [asked, said] = [written(bound, metric), measured === null ? undefined : written(measured, metric)];
  const least = atLeast !== undefined;
  if (said === undefined) return { ko: `${ko}: 측정되지 않음`, en: `${en}: could not be measured` };
  const end = met
    ? { ko: '충족', en: 'met' }
    : { ko: `${written(missedBy, metric)} 미달`, en: `missed by ${written(missedBy, metric)}` };
  return {
    ko: `${ko}: ${said} (기준 ${asked} ${least ? '이상' : '이하'}) – ${end.ko}`,
    en: `${en}: ${said} (at ${least ? 'least' : 'most'} ${asked} asked) – ${end.en}`,
  };
}
