import type { LocalizedText } from '../format/common.js';

/** An automatic check that a step of a review can name. The reviews context carries it out; boot fails where it does not. */
export interface CheckerSpec {
  readonly name: string;
  readonly title: LocalizedText;
  readonly outcomes: readonly string[];
  /** Only the plan of stages of this kind has such steps; absent: any review may name it. */
  readonly only?: string;
}

/** Checks that Doyak brings. */
export const CHECKERS: readonly CheckerSpec[] = [
  {
    name: 'documents',
    title: { ko: '제출서류 완비·해시 확인', en: 'Documents are complete and their bytes have their hashes' },
    outcomes: ['complete', 'incomplete', 'damaged'],
  },
  {
    name: 'company-numbers',
    title: { ko: '사업자·법인등록번호 검증', en: 'Business and corporate registration numbers' },
    outcomes: ['valid', 'invalid', 'missing'],
  },
  {
    name: 'company-status',
    title: { ko: '사업자 상태 조회(국세청)', en: 'Status of the business at the National Tax Service' },
    outcomes: ['active', 'suspended', 'closed', 'unregistered'],
  },
  {
    name: 'duplicate-support',
    title: { ko: '중복지원 조회', en: 'Search for duplicate support' },
    outcomes: ['none', 'found'],
  },
  {
    name: 'document-text',
    title: { ko: '제출서류 본문 추출(검색용)', en: 'Text of documents, for search' },
    outcomes: ['extracted', 'partial', 'none'],
  },
  {
    name: 'model-benchmark',
    title: { ko: '모델 성능 측정', en: 'A model is measured by test suites' },
    outcomes: ['passed', 'failed'],
    only: 'poc-verification',
  },
];

/** Checks that reviews may name. */
export const REVIEW_CHECKERS = CHECKERS.filter(({ only }) => only === undefined);
