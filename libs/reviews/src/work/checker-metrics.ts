import { Injectable } from '@nestjs/common';

/** Outcomes per check since the process began, for `/metrics`. */
@Injectable()
export class CheckerMetrics {
  private readonly counts = new Map<string, { checker: string; outcome: string; count: number }>();

  ended(checker: string, outcome: string): void {
    const key = `${checker}\n${outcome}`;
    const known = this.counts.get(key);
    if (known) known.count += 1;
    else this.counts.set(key, { checker, outcome, count: 1 });
  }

  all(): readonly { readonly checker: string; readonly outcome: string; readonly count: number }[] {
    return [...this.counts.values()];
  }
}
