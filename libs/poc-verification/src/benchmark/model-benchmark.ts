import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { EventStore } from '@doyak/kernel/event-store';
import { Outbound } from '@doyak/kernel/outbound';
import {
  type CheckContext,
  type Checker,
  Checkers,
  CheckFault,
  type CheckInput,
  runLongStep,
  type Verdict,
} from '@doyak/reviews';
import type { Figures } from '../domain/figures.js';
import { figuresOf } from '../domain/figures-of.js';
import { type ItemRecord, itemRecordSchema } from '../domain/item-record.js';
import { poc } from '../domain/poc.js';
import type { Attempt, KnownPoc } from '../domain/poc.state.js';
import { pocId, pocStream } from '../poc-ids.js';
import { SuiteFault } from '../suites/suite.js';
import { type PlannedItem, SuitePlans } from '../suites/suite-plans.js';
import { askItems } from './ask-items.js';
import { Budget } from './budget.js';
import { DeviceResults } from './device-results.js';
import { Endpoint } from './endpoint.js';
import { Evidence, manifestOf } from './evidence.js';
import { measuredSuites } from './measured-suites.js';
import { Pace } from './pace.js';
import { TargetKeys } from './target-keys.js';

/** Ms from sending a request to the last byte of its answer. */
const ANSWER_WITHIN = 120_000;
/** Requests at a time, where neither definition nor target says less. */
const CONCURRENCY = 8;

/**
 * Measures a model as an automated step of a review (성능 측정): whatever happens to the worker, the next one goes on with the items that have no
 * record yet.
 */
@Injectable()
export class ModelBenchmark implements Checker, OnModuleInit {
  readonly name = 'model-benchmark';
  readonly job = runLongStep;
  readonly attempts = 10;
  readonly backoff = { kind: 'exponential', delayMs: 5_000, maxDelayMs: 900_000 } as const;
  readonly deadlineMs = 12 * 3_600_000;

  constructor(
    @Inject(Checkers) private readonly checkers: Checkers,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Outbound) private readonly outbound: Outbound,
    @Inject(SuitePlans) private readonly plans: SuitePlans,
    @Inject(TargetKeys) private readonly keys: TargetKeys,
    @Inject(Evidence) private readonly evidence: Evidence,
    @Inject(DeviceResults) private readonly devices: DeviceResults,
  ) {}

  onModuleInit(): void {
    this.checkers.register(this);
  }

  async check({ stepId, reviewId, caseId, stage, run }: CheckInput, context: CheckContext): Promise<Verdict> {
    const { state } = await this.store.load(pocStream(pocId(caseId, stage, run)), poc);
    const attempt =
      state.status === 'none' ? undefined : state.attempts.find((one) => one.reviewId === reviewId);
    if (state.status === 'none' || !attempt)
      throw new CheckFault('permanent', 'NO_ATTEMPT', 'The step belongs to no attempt of a verification');
    const items = this.itemsOf(attempt);
    const kept = (await this.evidence.items(stepId)).map(({ record }) => readRecord(record));
    const done = new Set(kept.map(({ place }) => place));
    const left = items.filter(({ place }) => !done.has(place));
    const keep = (records: readonly ItemRecord[]) =>
      context.transaction(
        async (tx) => {
          for (const record of records) await this.evidence.keep(tx, stepId, record);
        },
        { attempt: attempt.attempt },
      );
    if (attempt.deviceResults === undefined) {
      const spent = {
        requests: kept.reduce((sum, { tries }) => sum + tries, 0),
        tokens: kept.reduce((sum, one) => sum + one.promptTokens + one.completionTokens, 0),
      };
      const { endpoint, pace, concurrency } = await this.targetOf(state, attempt);
      const budget = new Budget(attempt.budget, spent);
      await askItems(left, items.length, { stepId, endpoint, budget, pace, concurrency, context, keep });
    } else if (left.length > 0) {
      await keep(await this.devices.records(state, attempt, left));
    }
    return this.conclude(stepId, state, attempt, context);
  }

  private itemsOf({ suites, reviewId }: Attempt): PlannedItem[] {
    try {
      return this.plans.items(suites, reviewId);
    } catch (error) {
      if (!(error instanceof SuiteFault)) throw error;
      throw new CheckFault('needs-person', 'SUITE_CHANGED', error.message);
    }
  }

  private async targetOf({ pocId: id, targets, terms }: KnownPoc, { targetId }: Attempt) {
    const target = targets.find((one) => one.targetId === targetId)?.target;
    if (target?.kind !== 'endpoint' || terms.target === 'on-device')
      throw new CheckFault('permanent', 'TARGET_UNFIT', 'The attempt has no endpoint');
    const { baseUrl, model, seed, keyId, requestsPerMinute, concurrency } = target;
    const key = keyId === undefined ? undefined : await this.keys.open(id, keyId);
    const api = terms.target;
    return {
      endpoint: new Endpoint(this.outbound, { api, baseUrl, model, key, seed, timeoutMs: ANSWER_WITHIN }),
      pace: new Pace(requestsPerMinute),
      concurrency: Math.min(concurrency, terms.load?.concurrency ?? CONCURRENCY),
    };
  }

  /** Figures come from what was kept, read back: what a replay will read, too. */
  private async conclude(
    stepId: string,
    state: KnownPoc,
    attempt: Attempt,
    context: CheckContext,
  ): Promise<Verdict> {
    const stored = await this.evidence.items(stepId);
    const figures = figuresOf(
      stored.map(({ record }) => readRecord(record)),
      measuredSuites(state.terms, attempt),
    );
    const manifest = manifestOf(stored);
    await context.transaction((tx) => this.evidence.conclude(tx, stepId, manifest, figures), {
      attempt: attempt.attempt,
    });
    return verdictOf(figures, manifest);
  }
}

function readRecord(text: string): ItemRecord {
  return itemRecordSchema.parse(JSON.parse(text));
}

function verdictOf({ suites }: Figures, manifest: string): Verdict {
  const missed = suites.flatMap(({ task, verdicts }) =>
    verdicts.filter(({ met }) => !met).map((verdict) => ({ task, ...verdict })),
  );
  return {
    outcome: missed.length === 0 ? 'passed' : 'failed',
    evidence: [{ kind: 'benchmark', sha256: manifest }],
    findings: missed.map(({ task, metric, measured, atLeast, atMost, missedBy }) => ({
      code: measured === null ? 'THRESHOLD_NOT_MEASURED' : 'THRESHOLD_MISSED',
      of: `${task}/${metric}`,
      detail: `${measured ?? 'nothing'} measured, at ${atLeast === undefined ? `most ${atMost}` : `least ${atLeast}`} asked, missed by ${missedBy}`,
    })),
  };
}
