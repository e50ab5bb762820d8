import { SetMetadata } from '@nestjs/common';
import type { JobContext } from './job-context.js';
import type { AnyJob, PayloadOut } from './job-definition.js';

/** Metadata key under which a provider names the job that it handles. */
export const HANDLED_JOB = 'doyak:handled-job';

/** What a handler class implements. It may run more than once and beside a frozen twin: effects belong into `context.once`. */
export interface Handles<Job extends AnyJob> {
  run(payload: PayloadOut<Job>, context: JobContext): Promise<unknown>;
}

/** A handler as a plain function, for `QueuesModule.forFeature({ handlers: [handler(job, run)] })`. */
export interface JobHandlerFunction {
  readonly job: AnyJob;
  readonly run: (payload: never, context: JobContext) => Promise<unknown>;
}

/** Pairs a job with a function that handles it. */
export function handler<Job extends AnyJob>(
  job: Job,
  run: (payload: PayloadOut<Job>, context: JobContext) => Promise<unknown>,
): JobHandlerFunction {
  return { job, run };
}

/** Marks an injectable class as the handler of a job: `@JobHandler(runStep) class RunStep implements Handles<typeof runStep>`. */
export function JobHandler<Job extends AnyJob>(
  job: Job,
): <Class extends new (...args: never[]) => Handles<Job>>(target: Class) => void {
  return (target) => SetMetadata(HANDLED_JOB, job)(target);
}
