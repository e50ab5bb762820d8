import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { type Admission, selection } from '../../domain/selection.js';
import { selectionStream } from '../../selection-ids.js';

export interface AcceptedObjection {
  readonly caseId: string;
  readonly objectionId: string;
  readonly admission: Admission;
  readonly reason: string;
  /** Who accepted it. */
  readonly by: string;
}

/** Gives the case of an accepted objection (인용) a slot. Refusals: SELECTION_NOT_FOUND, RESULT_NOT_PUBLISHED, CANDIDATE_LEFT. */
export class AdmitCandidate extends Command<Appended> {
  constructor(
    readonly selectionId: string,
    readonly accepted: AcceptedObjection,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(AdmitCandidate)
export class AdmitCandidateHandler implements ICommandHandler<AdmitCandidate> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ selectionId, accepted, context }: AdmitCandidate): Promise<Appended> {
    return this.store.decide(
      selectionStream(selectionId),
      selection,
      { type: 'Admit', ...accepted },
      context,
    );
  }
}
