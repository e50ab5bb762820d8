import { Injectable } from '@nestjs/common';

export interface ReadinessCheck {
  /** `database`, `queue`, `followers`: shown in the answer. */
  readonly name: string;
  /** Throws when it does not work. Given two seconds. */
  readonly check: () => Promise<void>;
  /** Whether commands and queries go on without it: its fault is shown as `degraded`, and traffic still comes. Default: false. */
  readonly dispensable?: boolean;
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
