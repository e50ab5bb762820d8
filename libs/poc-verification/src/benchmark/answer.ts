/** What an endpoint said, and when. */
export interface Answer {
  readonly text: string;
  readonly finish: string | null;
  /** Microseconds from sending; null where the answer came in one piece. */
  readonly firstTokenUs: number | null;
  readonly endToEndUs: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly tokensEstimated: boolean;
}
