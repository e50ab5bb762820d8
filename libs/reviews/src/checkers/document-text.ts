import { createHash } from 'node:crypto';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { DocumentsOf, DocumentStore } from '@doyak/documents';
import { Clock } from '@doyak/kernel/clock';
import type { Verdict } from '../domain/automated-step.js';
import { DocumentTexts } from '../text/document-texts.js';
import { type Extracted, TEXT_LIMITS } from '../text/extracted.js';
import { TextExtractor } from '../text/text-extractor.js';
import { runHeavyStep, runStepItem } from '../work/run-step.js';
import type { CheckInput, CheckItem, DoneItem, FanOutChecker, ItemContext, ItemVerdict } from './checker.js';
import { Checkers } from './checkers.js';

interface Part {
  readonly documentId: string;
  readonly slot: string;
  readonly sha256: string;
  readonly size: number;
}
type Outcome = { readonly textSha256: string; readonly truncated: boolean } | { readonly fault: string };

/**
 * Takes the text out of every document of an application, so that officers can search it: one part a document. A document that cannot be read is a
 * finding and leaves nothing behind.
 */
@Injectable()
export class DocumentTextCheck implements FanOutChecker, OnModuleInit {
  readonly name = 'document-text';
  readonly job = runHeavyStep;
  readonly attempts = 5;
  readonly backoff = { kind: 'exponential', delayMs: 2_000, maxDelayMs: 300_000 } as const;
  readonly deadlineMs = 5 * 60_000;
  readonly itemJob = runStepItem;
  readonly itemAttempts = 4;
  readonly itemDeadlineMs = TEXT_LIMITS.timeMs + 60_000;

  constructor(
    @Inject(Checkers) private readonly checkers: Checkers,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(DocumentStore) private readonly store: DocumentStore,
    @Inject(TextExtractor) private readonly extractor: TextExtractor,
    @Inject(DocumentTexts) private readonly texts: DocumentTexts,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.checkers.register(this);
  }

  async split({ applicationId }: CheckInput): Promise<CheckItem[]> {
    const { documents } = await this.queries.execute(new DocumentsOf(applicationId));
    return documents.map(({ documentId, slot, sha256, size }) => ({
      key: documentId,
      input: { documentId, slot, sha256, size } satisfies Part,
    }));
  }

  async checkItem(step: CheckInput, { input }: CheckItem, { signal }: ItemContext): Promise<ItemVerdict> {
    const { documentId, slot, sha256, size } = input as Part;
    const found = await this.extract(sha256, size, signal);
    if ('fault' in found) return { outcome: found satisfies Outcome };
    const { text, pages, truncated } = found;
    const textSha256 = createHash('sha256').update(text).digest('hex');
    const { applicationId, caseId, applicant } = step;
    const kept = {
      ...{ documentId, applicationId, caseId, applicant, slot, sha256, textSha256 },
      ...{ pages, truncated, text },
    };
    return {
      outcome: { textSha256, truncated } satisfies Outcome,
      effect: (tx) => this.texts.keep(tx, kept, this.clock.now()),
    };
  }

  async gather(_step: CheckInput, items: readonly DoneItem[]): Promise<Verdict> {
    const read = items.map(({ input, outcome }) => ({ ...(input as Part), ...(outcome as Outcome) }));
    const evidence = read.flatMap((one) =>
      'textSha256' in one ? [{ kind: 'text', sha256: one.textSha256, of: one.slot }] : [],
    );
    const findings = read.flatMap((one) =>
      'fault' in one
        ? [{ code: one.fault, of: one.slot }]
        : one.truncated
          ? [{ code: 'TRUNCATED', of: one.slot }]
          : [],
    );
    const outcome = evidence.length === 0 ? 'none' : evidence.length < read.length ? 'partial' : 'extracted';
    return { outcome, evidence, findings };
  }

  private async extract(sha256: string, size: number, signal: AbortSignal): Promise<Extracted> {
    if (size > TEXT_LIMITS.bytes) return { fault: 'TOO_LARGE' };
    if (!(await this.store.has(sha256))) return { fault: 'LOST' };
    const bytes = new Uint8Array(size);
    let at = 0;
    for await (const chunk of await this.store.read(sha256)) {
      signal.throwIfAborted();
      if (at + (chunk as Buffer).length > size) return { fault: 'UNREADABLE' };
      bytes.set(chunk as Buffer, at);
      at += (chunk as Buffer).length;
    }
    return this.extractor.extract(bytes, signal);
  }
}
