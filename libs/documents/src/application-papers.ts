import { Inject, Injectable } from '@nestjs/common';
import { actsFor, application, type ApplicationState } from '@doyak/applications';
import { type Actor, Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { Programs } from '@doyak/programs';
import { documents, type DocumentsState, type Slot } from './domain/documents.js';

type Begun = Exclude<ApplicationState, { status: 'NONE' }>;

export const documentsStream = (applicationId: string) => `documents-${applicationId}`;

/** An application, its documents, and what its track asks for. */
@Injectable()
export class ApplicationPapers {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  /** Another applicant's application looks like none at all. Refusal: APPLICATION_NOT_FOUND. */
  async application(applicationId: string, reader: Actor | 'anyone'): Promise<Begun> {
    const { state } = await this.store.load(`application-${applicationId}`, application);
    if (state.status === 'NONE' || !(reader === 'anyone' || actsFor(reader, state.applicant)))
      throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    return state;
  }

  async documents(applicationId: string): Promise<{ state: DocumentsState; version: number }> {
    return this.store.load(documentsStream(applicationId), documents);
  }

  /** What the track asks for. */
  async slots({ roundId, track }: Begun): Promise<Slot[]> {
    const { programId, programVersion } = await this.programs.round(roundId);
    const found = await this.programs.track(programId, programVersion, track);
    return found.application.documents.map(({ id, required, mediaTypes, mostBytes }) => ({
      ...{ id, required, mediaTypes, mostBytes },
    }));
  }
}
