import { Injectable } from '@nestjs/common';
import type { Violation } from '@doyak/kernel/decider';
import type { ApplicationState } from './domain/application.js';

export type BegunApplication = Exclude<ApplicationState, { status: 'NONE' }>;

/** What is still missing before an application can be submitted, as another context sees it; none: nothing. */
type SubmissionCheck = (application: BegunApplication, now: Date) => Promise<readonly Violation[]>;

/** Collects from the contexts what a submission needs beside the form, e.g. the documents that its track asks for. */
@Injectable()
export class SubmissionChecks {
  private readonly checks = new Map<string, SubmissionCheck>();

  /** Throws when a context registers twice. */
  register(context: string, check: SubmissionCheck): void {
    if (this.checks.has(context)) throw new Error(`Submission is checked twice by ${context}`);
    this.checks.set(context, check);
  }

  async of(application: BegunApplication, now: Date): Promise<Violation[]> {
    const found = await Promise.all([...this.checks.values()].map((check) => check(application, now)));
    return found.flat();
  }
}
