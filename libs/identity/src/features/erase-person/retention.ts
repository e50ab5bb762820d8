import { Injectable } from '@nestjs/common';

/** Something for which a person's data still has to be kept. */
export interface Kept {
  /** For people: `case 2026-VOU-000012`. */
  readonly what: string;
  /** First instant at which it need not be kept any more; absent: not known yet, since it goes on. */
  readonly until?: Date | undefined;
}

/** Why the data of a person is kept (보존기간): each context tells what it keeps. */
@Injectable()
export class Retention {
  private readonly rules: ((personId: string) => Promise<readonly Kept[]>)[] = [];

  register(rule: (personId: string) => Promise<readonly Kept[]>): void {
    this.rules.push(rule);
  }

  async keeping(personId: string, now: Date): Promise<Kept[]> {
    const all = (await Promise.all(this.rules.map((rule) => rule(personId)))).flat();
    return all.filter(({ until }) => until === undefined || until > now);
  }
}
