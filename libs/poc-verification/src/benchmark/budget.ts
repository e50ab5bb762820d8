import { CheckFault } from '@doyak/reviews';

/** What a run may spend, with what it has spent before it was interrupted. */
export class Budget {
  private requests: number;
  private tokens: number;

  constructor(
    private readonly most: { readonly requests: number; readonly tokens: number },
    spent: { readonly requests: number; readonly tokens: number },
  ) {
    this.requests = spent.requests;
    this.tokens = spent.tokens;
  }

  /** Before each request. Throws `CheckFault` where nothing is left: a person has to decide. */
  spendRequest(): void {
    if (this.requests >= this.most.requests)
      throw new CheckFault('needs-person', 'REQUESTS_SPENT', `${this.most.requests} requests were sent`);
    if (this.tokens >= this.most.tokens)
      throw new CheckFault('needs-person', 'TOKENS_SPENT', `${this.tokens} tokens were used`);
    this.requests += 1;
  }

  spendTokens(tokens: number): void {
    this.tokens += tokens;
  }
}
