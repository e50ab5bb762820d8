import { PUBLISHED_PROCUREMENT } from './procurement.js';
import { PUBLISHED_VERIFICATION } from './verification.js';

/** Versions of the published contract. An endpoint is pinned to one: what it gets keeps its shape until a person moves it on. */
export const CONTRACT_VERSIONS = [1] as const;
export const CURRENT_CONTRACT = 1;

/** One published type: which of an event's facts leave the agency. */
export interface Publication {
  /** The event in code. */
  readonly event: string;
  /** Its stored type; on the wire `kr.doyak.<stored>.v<version>`. */
  readonly stored: string;
  /** Schema version of the published data. */
  readonly version: number;
  readonly title: { readonly ko: string; readonly en: string };
  /** References: ids, names of stages and runs. */
  readonly thin: readonly string[];
  /** Facts that a fat contract adds. Never personal data. */
  readonly fat: readonly string[];
  /** Goes to the organisation that `organisationId` names, not to every partner of the case. */
  readonly addressed?: true;
}

const stage = ['caseId', 'stage', 'kind', 'run'];
const track = ['programId', 'programVersion', 'track'];
const request = ['requestId', 'caseId', 'stage', 'run', 'step'];
const agreement = ['agreementId', 'caseId', 'stage', 'run'];

/** Everything that partners may get. A type that is not here never leaves, whoever asks for it. */
export const PUBLISHED: readonly Publication[] = [
  {
    ...{ event: 'CaseOpened', stored: 'cases.case-opened', version: 1 },
    title: { ko: '과제 개시', en: 'A case was opened' },
    thin: ['caseId', 'applicationId', ...track],
    fat: ['number', 'roundId'],
  },
  {
    ...{ event: 'StageOpened', stored: 'cases.stage-opened', version: 1 },
    title: { ko: '단계 개시', en: 'A stage was opened' },
    thin: stage,
    fat: [...track, 'openedAt', 'endsBefore'],
  },
  {
    ...{ event: 'StageReopened', stored: 'cases.stage-reopened', version: 1 },
    title: { ko: '단계 재개시', en: 'A stage was opened again' },
    thin: stage,
    fat: [...track, 'reason', 'openedAt', 'endsBefore'],
  },
  {
    ...{ event: 'StageClosed', stored: 'cases.stage-closed', version: 1 },
    title: { ko: '단계 종료', en: 'A stage was closed' },
    thin: stage,
    fat: [...track, 'outcome', 'reason'],
  },
  {
    ...{ event: 'CaseHeld', stored: 'cases.case-held', version: 1 },
    title: { ko: '과제 보류', en: 'A case was put on hold' },
    thin: ['caseId'],
    fat: ['reason'],
  },
  {
    ...{ event: 'CaseResumed', stored: 'cases.case-resumed', version: 1 },
    title: { ko: '과제 재개', en: 'A case goes on' },
    thin: ['caseId'],
    fat: ['reason'],
  },
  {
    ...{ event: 'CaseClosed', stored: 'cases.case-closed', version: 1 },
    title: { ko: '과제 종료', en: 'A case was closed' },
    thin: ['caseId', 'applicationId', ...track],
    fat: ['as', 'reason', 'stage'],
  },
  {
    ...{ event: 'AgreementOffered', stored: 'agreements.agreement-offered', version: 1 },
    title: { ko: '협약 제안', en: 'An agreement was offered for signature' },
    thin: [...agreement, 'sha256'],
    fat: ['document'],
  },
  {
    ...{ event: 'AgreementSigned', stored: 'agreements.agreement-signed', version: 1 },
    title: { ko: '협약 서명', en: 'A party signed an agreement' },
    thin: [...agreement, 'number', 'sha256'],
    fat: ['party'],
  },
  {
    ...{ event: 'AgreementConcluded', stored: 'agreements.agreement-concluded', version: 1 },
    title: { ko: '협약 체결', en: 'An agreement is in force' },
    thin: [...agreement, 'number', 'sha256'],
    fat: ['endsOn'],
  },
  {
    ...{ event: 'AgreementDeclined', stored: 'agreements.agreement-declined', version: 1 },
    title: { ko: '협약 거절', en: 'A party declined an agreement' },
    thin: [...agreement, 'number'],
    fat: ['party', 'reason'],
  },
  {
    ...{ event: 'AgreementSuspended', stored: 'agreements.agreement-suspended', version: 1 },
    title: { ko: '협약 정지', en: 'An agreement was suspended' },
    thin: agreement,
    fat: ['reason'],
  },
  {
    ...{ event: 'AgreementResumed', stored: 'agreements.agreement-resumed', version: 1 },
    title: { ko: '협약 재개', en: 'An agreement goes on' },
    thin: agreement,
    fat: ['reason'],
  },
  {
    ...{ event: 'AgreementTerminated', stored: 'agreements.agreement-terminated', version: 1 },
    title: { ko: '협약 해지', en: 'An agreement was terminated' },
    thin: agreement,
    fat: ['reason'],
  },
  {
    ...{ event: 'AgreementCompleted', stored: 'agreements.agreement-completed', version: 1 },
    title: { ko: '협약 완료', en: 'An agreement was completed' },
    thin: agreement,
    fat: ['reason'],
  },
  {
    ...{ event: 'ExternalRequestMade', stored: 'reviews.external-request-made', version: 1, addressed: true },
    title: { ko: '외부 검토 요청', en: 'The partner is asked for something, until a deadline' },
    // What is asked comes with every form: a request without it could not be answered.
    thin: [...request, 'what', 'outcomes', 'answerBefore', 'replyPath'],
    fat: [],
  },
  {
    ...{
      event: 'ExternalRequestMoved',
      stored: 'reviews.external-request-moved',
      version: 1,
      addressed: true,
    },
    title: { ko: '외부 검토 기한 변경', en: 'The deadline of a request has moved' },
    thin: [...request, 'was', 'answerBefore', 'because'],
    fat: [],
  },
  {
    ...{
      event: 'ExternalRequestReminded',
      stored: 'reviews.external-request-reminded',
      version: 1,
      addressed: true,
    },
    title: { ko: '외부 검토 독촉', en: 'The partner is reminded of a request' },
    thin: [...request, 'at'],
    fat: [],
  },
  {
    ...{
      event: 'ExternalRequestAnswered',
      stored: 'reviews.external-request-answered',
      version: 1,
      addressed: true,
    },
    title: { ko: '외부 검토 회신 접수', en: 'An answer of the partner has been accepted' },
    thin: [...request, 'answer', 'outcome', 'bodySha256', 'receivedAt'],
    fat: [],
  },
  {
    ...{
      event: 'ExternalRequestLapsed',
      stored: 'reviews.external-request-lapsed',
      version: 1,
      addressed: true,
    },
    title: { ko: '외부 검토 기한 경과', en: 'A request has lapsed without an answer' },
    thin: [...request, 'escalated'],
    fat: [],
  },
  ...PUBLISHED_PROCUREMENT,
  ...PUBLISHED_VERIFICATION,
  {
    ...{ event: 'PartnerNamed', stored: 'webhooks.partner-named', version: 1, addressed: true },
    title: { ko: '협력기관 지정', en: 'The partner was named for a case' },
    thin: ['caseId', 'as'],
    fat: [],
  },
  {
    ...{ event: 'PartnerReleased', stored: 'webhooks.partner-released', version: 1, addressed: true },
    title: { ko: '협력기관 지정 해제', en: 'The partner was released from a case' },
    thin: ['caseId'],
    fat: [],
  },
  {
    ...{ event: 'DigestIssued', stored: 'webhooks.digest-issued', version: 1, addressed: true },
    title: { ko: '일일 요약', en: 'What the partner should hold, once a day' },
    thin: ['day', 'part', 'parts', 'through', 'cases'],
    fat: [],
  },
];

const byEvent = new Map(PUBLISHED.map((publication) => [publication.event, publication]));

export const publicationOf = (event: string): Publication | undefined => byEvent.get(event);

/** Types that a partner can be granted and an endpoint can ask for; digests come by themselves. */
export const GRANTABLE: readonly string[] = PUBLISHED.filter(({ event }) => event !== 'DigestIssued').map(
  ({ stored }) => stored,
);
