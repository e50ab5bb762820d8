import { Inject, Injectable } from '@nestjs/common';
import { JobQueue } from '@doyak/kernel/queues';
import { CheckFault, type CheckContext, type FanOutChecker } from '../checkers/checker.js';
import type { Verdict } from '../domain/automated-step.js';
import type { KnownStep } from '../domain/step.state.js';
import { Items, type FailedItem } from './items.js';
import { type Lease, Leases } from './leases.js';
import { jobIdOf } from './run-step.js';

/** Parts that a check may have. */
const MOST_ITEMS = 1_000;

/**
 * Carries a check out that fans out: its parts are written down once, those that are open go into the queues as the children of a flow, and the job
 * that waits for them gathers what they came to. What a queue has forgotten is put in anew, for the parts that are still open.
 */
@Injectable()
export class FanOut {
  constructor(
    @Inject(Items) private readonly items: Items,
    @Inject(Leases) private readonly leases: Leases,
    @Inject(JobQueue) private readonly jobs: JobQueue,
  ) {}

  /** `parked`: the step waits for its parts, and this worker has given it back. Throws `CheckFault`. */
  async go(
    checker: FanOutChecker,
    state: KnownStep,
    lease: Lease,
    context: CheckContext,
  ): Promise<Verdict | 'parked'> {
    if (context.saved === undefined) await this.split(checker, state, context);
    const { open, done, failed } = await this.items.of(lease.stepId);
    if (open.length === 0) {
      refuseFailed(failed);
      return checker.gather(state, done, context);
    }
    const { stepId } = lease;
    const delivery = await this.leases.park(lease);
    await this.jobs.enqueueFlow(
      { job: checker.job, id: jobIdOf(stepId, delivery), payload: { stepId } },
      checker.itemJob,
      open.map(({ key, place }) => ({
        id: `${jobIdOf(stepId, delivery)}.${place}`,
        payload: { stepId, key },
      })),
    );
    return 'parked';
  }

  private async split(checker: FanOutChecker, state: KnownStep, context: CheckContext): Promise<void> {
    const items = await checker.split(state, context);
    if (items.length > MOST_ITEMS)
      throw new CheckFault('permanent', 'TOO_MANY_PARTS', `A check has at most ${MOST_ITEMS} parts`);
    await context.transaction((tx) => this.items.insert(tx, state.stepId, items), { items: items.length });
  }
}

/** The gravest failure speaks for the attempt. */
function refuseFailed(failed: readonly FailedItem[]): void {
  for (const kind of ['needs-person', 'permanent', 'transient'] as const) {
    const found = failed.find((one) => one.kind === kind);
    if (found) throw new CheckFault(kind, found.code, `${failed.length} parts could not be checked`);
  }
}
