/** When things happen in the demo, in Seoul. Fixed, so that a run does not depend on the day on which it is made. */
const seoul = (local: string) => new Date(`${local}+09:00`);

export const TIMES = {
  accounts: seoul('2026-04-03T09:00:00'),
  notice: seoul('2026-04-06T09:00:00'),
  /** The window opens with the notice and takes three weeks. */
  closes: seoul('2026-04-27T18:00:00'),
  firstApplications: seoul('2026-04-15T10:00:00'),
  lastApplications: seoul('2026-04-27T14:00:00'),
  /** The window is over. */
  late: seoul('2026-04-27T18:00:01'),
  screening: seoul('2026-04-28T09:30:00'),
  supplementsAnswered: seoul('2026-04-30T16:00:00'),
  /** Seven days after the request have passed, the holidays of early May included. */
  supplementsOver: seoul('2026-05-07T09:30:00'),
  /** Within ten days after the notices of ineligibility. */
  objections: seoul('2026-05-08T10:00:00'),
  objectionsDecided: seoul('2026-05-15T15:00:00'),
  /** Nobody can object to ineligibility any more. */
  objectionsOver: seoul('2026-05-20T09:30:00'),
  documentsScored: seoul('2026-05-22T17:00:00'),
  presentations: seoul('2026-06-10T09:30:00'),
  presented: seoul('2026-06-12T17:00:00'),
  results: seoul('2026-06-22T10:00:00'),
  afterResults: seoul('2026-06-25T11:00:00'),
  resultObjectionsDecided: seoul('2026-07-02T15:00:00'),
  agreements: seoul('2026-07-08T10:00:00'),
  claims: seoul('2026-07-13T10:00:00'),
  paid: seoul('2026-07-14T18:00:00'),
  returned: seoul('2026-07-15T10:00:00'),
  paidAgain: seoul('2026-07-16T18:00:00'),
  reservesEnd: seoul('2026-07-20T10:00:00'),
  verification: seoul('2026-07-22T10:00:00'),
  coFunding: seoul('2026-07-24T10:00:00'),
  design: seoul('2026-08-10T10:00:00'),
  masks: seoul('2026-09-21T10:00:00'),
  wafers: seoul('2026-11-30T10:00:00'),
  parts: seoul('2027-02-01T10:00:00'),
  respunParts: seoul('2027-06-14T10:00:00'),
} as const;

/** As a date in Seoul, for a notice. */
export const NOTICE_DATE = '2026-04-06';
