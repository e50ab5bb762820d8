import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DocumentsOf, DocumentStore } from '@doyak/documents';
import type { Verdict } from '../domain/automated-step.js';
import { runHeavyStep } from '../work/run-step.js';
import type { CheckContext, Checker, CheckInput } from './checker.js';
import { Checkers } from './checkers.js';

type Finding = NonNullable<Verdict['findings']>[number];

/** Whether every document that the track asks for is there, and whether the bytes kept are those that were sent. */
@Injectable()
export class DocumentsCheck implements Checker, OnModuleInit {
  readonly name = 'documents';
  readonly job = runHeavyStep;
  readonly attempts = 5;
  readonly backoff = { kind: 'exponential', delayMs: 2_000, maxDelayMs: 300_000 } as const;
  readonly deadlineMs = 30 * 60_000;

  constructor(
    @Inject(Checkers) private readonly checkers: Checkers,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(DocumentStore) private readonly store: DocumentStore,
  ) {}

  onModuleInit(): void {
    this.checkers.register(this);
  }

  async check({ applicationId }: CheckInput, context: CheckContext): Promise<Verdict> {
    const { documents, missing } = await this.queries.execute(new DocumentsOf(applicationId));
    // What was found before this attempt, document by document.
    const seen = { ...(context.saved as Record<string, Finding | null> | undefined) };
    for (const [at, { documentId, slot, sha256, size }] of documents.entries()) {
      if (!(documentId in seen)) {
        seen[documentId] = await this.fault(slot, sha256, size, context.signal);
        await context.checkpoint(seen);
      }
      await context.progress({ done: at + 1, total: documents.length });
    }
    const damaged = documents.flatMap(({ documentId }) => seen[documentId] ?? []);
    const evidence = documents.map(({ slot, sha256 }) => ({ kind: 'document', sha256, of: slot }));
    const findings = [...damaged, ...missing.map((slot) => ({ code: 'MISSING', of: slot }))];
    const outcome = damaged.length > 0 ? 'damaged' : missing.length > 0 ? 'incomplete' : 'complete';
    return { outcome, evidence, findings };
  }

  private async fault(
    slot: string,
    sha256: string,
    size: number,
    signal: AbortSignal,
  ): Promise<Finding | null> {
    if (!(await this.store.has(sha256))) return { code: 'LOST', of: slot };
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of await this.store.read(sha256)) {
      signal.throwIfAborted();
      hash.update(chunk as Buffer);
      bytes += (chunk as Buffer).length;
    }
    return bytes === size && hash.digest('hex') === sha256 ? null : { code: 'DAMAGED', of: slot };
  }
}
