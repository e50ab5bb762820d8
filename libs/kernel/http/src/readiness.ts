import { Injectable } from '@nestjs/common';

export interface ReadinessCheck {
  /** `database`, `queue`, `followers`: shown in the answer. */
  readonly name: string;
  /** Throws when the process should get no traffic. Given two seconds. */
  readonly check: () => Promise<void>;
}

/** What must work before this process should get traffic. Modules add to it when they start. */
@Injectable()
export class Readiness {
  private readonly entries: ReadinessCheck[] = [];

  add(check: ReadinessCheck): void {
    this.entries.push(check);
  }

  checks(): readonly ReadinessCheck[] {
    return this.entries;
  }
}
