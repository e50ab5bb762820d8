import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { Evidence } from '../../benchmark/evidence.js';
import { poc } from '../../domain/poc.js';
import { pocStream } from '../../poc-ids.js';

/** Takes in what a benchmark step came to, with the figures that were kept beside its evidence. Refusal: POC_NOT_FOUND. */
export class RecordMeasurement extends Command<Appended> {
  constructor(
    readonly pocId: string,
    readonly ended: {
      readonly reviewId: string;
      readonly stepId: string;
      readonly outcome: 'passed' | 'failed';
      /** Of the step's evidence; absent where an officer settled it. */
      readonly manifest: string | undefined;
    },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RecordMeasurement)
export class RecordMeasurementHandler implements ICommandHandler<RecordMeasurement> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Evidence) private readonly evidence: Evidence,
  ) {}

  async execute({ pocId, ended, context }: RecordMeasurement): Promise<Appended> {
    const { reviewId, stepId, outcome, manifest } = ended;
    const result = manifest === undefined ? undefined : await this.evidence.result(stepId);
    if (result?.manifest !== manifest)
      throw new Error(`The figures of step ${stepId} are not those of its evidence`);
    const command = { type: 'RecordMeasurement', reviewId, stepId, outcome, ...result } as const;
    return this.store.decide(pocStream(pocId), poc, command, context);
  }
}
