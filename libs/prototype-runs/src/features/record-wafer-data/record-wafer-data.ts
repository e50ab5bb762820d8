import type { Readable } from 'node:stream';
import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { DocumentStore } from '@doyak/documents';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { v7 as uuidv7 } from 'uuid';
import { acceptanceFaults } from '../../domain/data-acceptance.js';
import type { DatasetRecord } from '../../domain/run.events.js';
import { prototypeRun } from '../../domain/run.js';
import { KeptResults, Parts } from '../../kept-results.js';
import { runStream } from '../../prototype-run-ids.js';
import { RunDesk } from '../../run-desk.js';
import type { LotResults } from '../../wafer-data/lot-results.js';
import { readWaferData } from '../../wafer-data/read-wafer-data.js';
import { WaferDataError } from '../../wafer-data/wafer-data-error.js';

/** Bytes of one file as it is sent, packed or not. */
export const MOST_SENT = 512 * 1024 ** 2;
/** Once unpacked; and of a file that is text, which is read at once. */
const LIMITS = { unpacked: 2 * 1024 ** 3, text: 32 * 1024 ** 2 };

/**
 * Takes in test data (측정 데이터) while they arrive: read and kept in one pass, in flat memory. What cannot be read whole leaves nothing behind;
 * the command's id is the dataset's. Refusals: WAFER_DATA_MALFORMED, WAFER_DATA_TRUNCATED, WAFER_DATA_NOT_RECOGNISED, WAFER_DATA_UNSUPPORTED,
 * WAFER_DATA_TOO_LARGE (each with the byte offset), RUN_NOT_FOUND, RUN_ENDED, CASE_HELD, DATASET_KNOWN, DATASETS_TOO_MANY, PERSON_NEEDED.
 */
export class RecordWaferData extends Command<Appended> {
  constructor(
    readonly runId: string,
    readonly gate: 'probe' | 'final-test',
    readonly bytes: Readable,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RecordWaferData)
export class RecordWaferDataHandler implements ICommandHandler<RecordWaferData> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(RunDesk) private readonly desk: RunDesk,
    @Inject(DocumentStore) private readonly documents: DocumentStore,
    @Inject(KeptResults) private readonly results: KeptResults,
  ) {}

  async execute({ runId, gate, bytes, context }: RecordWaferData): Promise<Appended> {
    const state = await this.desk.run(runId);
    await this.desk.refuseHeld(state.caseId);
    if (state.status !== 'OPEN') throw new Refusal('conflict', 'RUN_ENDED', 'The prototype run has ended');
    const parts = new Parts(this.documents, uuidv7());
    const read = await this.read(bytes, parts);
    const dataset: DatasetRecord = {
      ...{ datasetId: context.commandId, gate, format: read.format, lot: read.lot, size: parts.size },
      // The bytes are kept first: an event never names bytes that are not there.
      sha256: await parts.keep(),
      resultsSha256: await this.results.keep(read, uuidv7()),
      figures: figuresOf(read),
    };
    const faults = acceptanceFaults(dataset.figures, state.acceptance);
    const command = { type: 'RecordWaferData' as const, dataset, faults };
    return this.store.decide(runStream(runId), prototypeRun, command, context);
  }

  private async read(bytes: Readable, parts: Parts): Promise<LotResults> {
    const kept = async function* () {
      for await (const chunk of bytes as AsyncIterable<Buffer>) {
        await parts.add(chunk);
        yield chunk;
      }
    };
    try {
      return await readWaferData(kept(), LIMITS);
    } catch (error) {
      await parts.forget();
      if (!(error instanceof WaferDataError)) throw error;
      const { code, message, offset } = error;
      throw new Refusal('rule', `WAFER_DATA_${code}`, `${message}, at byte ${offset}`, [
        { pointer: `/bytes/${offset}`, code, detail: message },
      ]);
    }
  }
}

function figuresOf({ wafers, tests }: LotResults): DatasetRecord['figures'] {
  const sum = (of: (wafer: LotResults['wafers'][number]) => number) =>
    wafers.reduce((all, one) => all + of(one), 0);
  const least = tests.reduce((low, { cpk }) => Math.min(low, cpk ?? Infinity), Infinity);
  return {
    wafers: wafers.length,
    tested: sum(({ tested }) => tested),
    passed: sum(({ passed }) => passed),
    passedFirst: sum(({ passedFirst }) => passedFirst),
    retested: sum(({ retested }) => retested),
    // A spread next to nothing gives a number beyond all use.
    ...(least === Infinity ? {} : { cpkHundredths: Math.max(-1e9, Math.min(1e9, Math.floor(least * 100))) }),
  };
}
