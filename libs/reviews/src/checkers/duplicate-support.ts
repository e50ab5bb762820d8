import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Clock } from '@doyak/kernel/clock';
import { EventStore } from '@doyak/kernel/event-store';
import { FindSupport } from '@doyak/screening';
import type { Verdict } from '../domain/automated-step.js';
import { ReviewDesk } from '../review-desk.js';
import { runStep } from '../work/run-step.js';
import type { Checker, CheckInput } from './checker.js';
import { Checkers } from './checkers.js';

/** How alike titles must be (whole percent of their pairs of letters; policy). */
const SIMILAR_FROM = 60;

/** How far back concluded support counts where no screening of the track says so (years; policy). */
const YEARS = 5;

/** The search for duplicate support (중복지원) over all programs, as a screening makes it. */
@Injectable()
export class DuplicateSupport implements Checker, OnModuleInit {
  readonly name = 'duplicate-support';
  readonly job = runStep;
  readonly attempts = 5;
  readonly backoff = { kind: 'exponential', delayMs: 1_000, maxDelayMs: 60_000 } as const;
  readonly deadlineMs = 60_000;

  constructor(
    @Inject(Checkers) private readonly checkers: Checkers,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Clock) private readonly clock: Clock,
    @Inject(ReviewDesk) private readonly desk: ReviewDesk,
  ) {}

  onModuleInit(): void {
    this.checkers.register(this);
  }

  async check({ applicationId, caseId }: CheckInput): Promise<Verdict> {
    const { company, applicant, title } = await this.desk.application(applicationId);
    const events = await this.store.readStream(`application-${applicationId}`);
    const submittedAt = events.find(({ type }) => type === 'ApplicationSubmitted')?.occurredAt;
    if (submittedAt === undefined) throw new Error('The application was never submitted');
    const sought = {
      ...{ caseId, submittedAt, title, years: YEARS, similarFrom: SIMILAR_FROM },
      businessNumber: company?.businessNumber,
      corporateNumber: company?.corporateNumber,
      personId: applicant.personId,
      keys: ['business-number', 'corporate-number', 'representative', 'similar-item'] as const,
    };
    const matches = await this.queries.execute(new FindSupport(sought, this.clock.now()));
    const counting = matches.filter(({ counts }) => counts);
    const findings = counting.map(({ caseId: of, standing, keys }) => ({
      code: standing.toUpperCase(),
      of,
      detail: keys.join(', '),
    }));
    return { outcome: counting.length > 0 ? 'found' : 'none', findings };
  }
}
