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
} as const;

/** As a date in Seoul, for a notice. */
export const NOTICE_DATE = '2026-04-06';
