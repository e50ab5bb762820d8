/** What partners get of verifications of models (PoC 검증) and of prototype runs (시제품 제작). */
const poc = ['pocId', 'caseId', 'stage', 'run'];
const run = ['runId', 'caseId', 'stage', 'run'];
const funding = ['fundingId', 'caseId', 'stage', 'run'];
const gate = [...run, 'cycle', 'gate', 'attempt'];
const ofPoc = (event: string, name: string) => ({ event, stored: `poc-verification.${name}`, version: 1 });
const ofRun = (event: string, name: string) => ({ event, stored: `prototype-runs.${name}`, version: 1 });

export const PUBLISHED_VERIFICATION = [
  {
    ...ofPoc('CertificateIssued', 'certificate-issued'),
    title: { ko: '시험성적서 발급', en: 'A laboratory issued its test report' },
    thin: [...poc, 'attempt', 'number'],
    fat: ['organisationId', 'result', 'issuedOn', 'validUntil', 'replaces', 'reportSha256'],
  },
  {
    ...ofPoc('PocDecided', 'poc-decided'),
    title: { ko: 'PoC 검증 결과', en: 'A model passed or failed its verification' },
    thin: poc,
    fat: ['outcome', 'reason'],
  },
  {
    ...ofRun('RunPlanned', 'run-planned'),
    title: { ko: '시제품 일정 수립', en: 'The gates of a run have dates' },
    thin: [...run, 'cycle'],
    fat: ['dates', 'reason'],
  },
  {
    ...ofRun('RunPartnersNamed', 'partners-named'),
    title: { ko: '시제품 협력기관 지정', en: 'Foundry, package house or buyer of a run were named' },
    thin: run,
    fat: ['partners'],
  },
  {
    ...ofRun('GateSubmitted', 'gate-submitted'),
    title: { ko: '관문 증빙 제출', en: 'The evidence of a gate was sent' },
    thin: gate,
    fat: ['evidence'],
  },
  {
    ...ofRun('GatePassed', 'gate-passed'),
    title: { ko: '관문 통과', en: 'A gate was passed' },
    thin: gate,
    fat: ['on', 'plannedOn', 'organisationId'],
  },
  {
    ...ofRun('GateReturned', 'gate-returned'),
    title: { ko: '관문 반려', en: 'The evidence of a gate was sent back' },
    thin: gate,
    fat: ['organisationId', 'reason'],
  },
  {
    ...ofRun('WaiverSigned', 'waiver-signed'),
    title: { ko: '관문 면제', en: 'A waiver was signed' },
    thin: [...run, 'cycle', 'gate'],
    fat: ['violations', 'reason'],
  },
  {
    ...ofRun('WaferDataRecorded', 'wafer-data-recorded'),
    title: { ko: '측정 데이터 등록', en: 'Test data were recorded' },
    thin: [...run, 'cycle', 'gate', 'datasetId', 'sha256'],
    fat: ['format', 'lot', 'size', 'figures', 'faults'],
  },
  {
    ...ofRun('RunRespun', 'run-respun'),
    title: { ko: '재설계 제작', en: 'Another cycle of a run begins' },
    thin: [...run, 'cycle'],
    // Not `from`, a gate: elsewhere a field of this name is a person.
    fat: ['reason', 'costs'],
  },
  {
    ...ofRun('PrototypeRunEnded', 'run-ended'),
    title: { ko: '시제품 제작 종료', en: 'A run has ended' },
    thin: run,
    fat: ['outcome', 'reason'],
  },
  {
    ...ofRun('PartyInvited', 'party-invited'),
    title: { ko: '공동재원 참여 요청', en: 'A party was invited to share the cost of a run' },
    thin: funding,
    fat: ['party', 'organisationId'],
  },
  {
    ...ofRun('CoFundingReopened', 'co-funding-reopened'),
    title: { ko: '공동재원 재협의', en: 'Pledges have to cover the cost of a run anew' },
    thin: funding,
    fat: ['because', 'gap'],
  },
  {
    ...ofRun('CoFundingApproved', 'co-funding-approved'),
    title: { ko: '공동재원 확정', en: 'The cost of a run is covered' },
    thin: [...funding, 'approval'],
    fat: ['cost'],
  },
] as const;
