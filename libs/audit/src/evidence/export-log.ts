import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { entriesRecord, type EvidenceRecord, FORMAT, writeEvidence } from '@doyak/kernel/evidence';
import { evidenceExports, evidenceStream } from '../domain/evidence-exports.js';
import type { SignedCheckpoint } from '../log/signed-checkpoints.js';
import { EvidenceSource } from './evidence-source.js';
import { originOf } from './export-case.js';

/**
 * The whole log up to its last served checkpoint, as lines of a bundle (docs/evidence.md), in memory that does not grow with it. That it was
 * taken is recorded before the first line. Refusal: LOG_NOT_SIGNED.
 */
export class ExportLog extends Command<AsyncIterable<string>> {
  constructor(
    readonly payloads: boolean,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ExportLog)
export class ExportLogHandler implements ICommandHandler<ExportLog> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(EvidenceSource) private readonly source: EvidenceSource,
  ) {}

  async execute({ payloads, context }: ExportLog): Promise<AsyncIterable<string>> {
    const checkpoint = await this.source.checkpoint();
    const { size, note } = checkpoint;
    const command = { type: 'RecordExport', of: 'log', size, payloads } as const;
    await this.store.decide(evidenceStream(), evidenceExports, command, context);
    const header = {
      format: FORMAT,
      kind: 'log',
      origin: originOf(note),
      madeAt: context.now.toISOString(),
    } as const;
    return writeEvidence(header, this.records(checkpoint, payloads));
  }

  private async *records(
    checkpoint: SignedCheckpoint,
    payloads: boolean,
  ): AsyncGenerator<Exclude<EvidenceRecord, { record: 'end' }>> {
    yield* await this.source.opening(checkpoint);
    for await (const { index, entries } of this.source.runs(checkpoint.size, payloads))
      yield entriesRecord(index, entries, { payloads });
  }
}
