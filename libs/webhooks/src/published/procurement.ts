/** What partners get of designations (혁신제품 지정) and trial purchases. */
const place = ['registrationId', 'caseId', 'stage', 'run'];
const order = ['trialId', 'caseId', 'stage', 'run', 'order'];
const of = (event: string, name: string) => ({ event, stored: `procurement.${name}`, version: 1 });

export const PUBLISHED_PROCUREMENT = [
  {
    ...of('ProductDesignated', 'product-designated'),
    title: { ko: '혁신제품 지정', en: 'A product was designated' },
    thin: place,
    fat: ['classification', 'validFrom', 'validUntil'],
  },
  {
    ...of('DesignationRefused', 'designation-refused'),
    title: { ko: '혁신제품 지정 거부', en: 'A designation was refused' },
    thin: place,
    fat: ['because'],
  },
  {
    ...of('ProductNumbered', 'product-numbered'),
    title: { ko: '물품목록번호 부여', en: 'A product was given its list number' },
    thin: place,
    fat: ['productId', 'listNumber'],
  },
  {
    ...of('DesignationExtended', 'designation-extended'),
    title: { ko: '지정 연장', en: 'A designation was extended' },
    thin: place,
    fat: ['extension', 'years', 'validUntil', 'reason'],
  },
  {
    ...of('ExpiryNoticed', 'expiry-noticed'),
    title: { ko: '지정 만료 예고', en: 'A designation is about to expire' },
    thin: place,
    fat: ['daysBefore', 'validUntil'],
  },
  {
    ...of('DesignationSuspended', 'designation-suspended'),
    title: { ko: '지정 효력 정지', en: 'A designation was suspended' },
    thin: place,
    fat: ['reason'],
  },
  {
    ...of('SuspensionLifted', 'suspension-lifted'),
    title: { ko: '효력 정지 해제', en: 'The suspension of a designation was lifted' },
    thin: place,
    fat: ['reason'],
  },
  {
    ...of('DesignationCancelled', 'designation-cancelled'),
    title: { ko: '지정 취소', en: 'A designation was cancelled' },
    thin: place,
    fat: ['ground', 'reason'],
  },
  {
    ...of('DesignationExpired', 'designation-expired'),
    title: { ko: '지정 만료', en: 'A designation expired' },
    thin: place,
    fat: ['validUntil'],
  },
  {
    ...of('TrialOrdered', 'trial-ordered'),
    title: { ko: '시범구매 계약', en: 'A product was ordered by way of trial' },
    thin: order,
    fat: ['institutionId', 'amount'],
  },
  {
    ...of('UseReportOverdue', 'use-report-overdue'),
    title: { ko: '사용 결과보고 지연', en: 'A report on the use of a product is late' },
    thin: order,
    fat: ['institutionId'],
  },
] as const;
