/** With what a partner's system is started. */
export interface PartnerStart {
  /** Where Doyak is. */
  readonly url: string;
  readonly organisationId: string;
  readonly email: string;
  readonly password: string;
  /** What time it is at Doyak, ISO 8601: its key is valid from then on. */
  readonly now: string;
}
