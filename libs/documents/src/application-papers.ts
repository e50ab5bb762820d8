import { Inject, Injectable } from '@nestjs/common';
import { actsFor, application, type BegunApplication } from '@doyak/applications';
import { factsOf } from '@doyak/cases';
import { dateOf } from '@doyak/kernel/calendar';
import { type Actor, Refusal, type Violation } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { evaluateRule, Programs, RuleCompiler } from '@doyak/programs';
import { documents, type DocumentsState, filled, outdated, type Slot } from './domain/documents.js';

/** A document as lists show it; `size` in bytes, `by` who added it. */
interface ListedDocument {
  readonly documentId: string;
  readonly slot: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  readonly issuedOn: string | null;
  readonly by: string;
}

export const documentsStream = (applicationId: string) => `documents-${applicationId}`;

/** An application, its documents, and what its track asks for. */
@Injectable()
export class ApplicationPapers {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  /** Another applicant's application looks like none at all. Refusal: APPLICATION_NOT_FOUND. */
  async application(applicationId: string, reader: Actor | 'anyone'): Promise<BegunApplication> {
    const { state } = await this.store.load(`application-${applicationId}`, application);
    if (state.status === 'NONE' || !(reader === 'anyone' || actsFor(reader, state.applicant)))
      throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
    return state;
  }

  async documents(applicationId: string): Promise<{ state: DocumentsState; version: number }> {
    return this.store.load(documentsStream(applicationId), documents);
  }

  /** What an application brings, without what was removed. */
  async list(applicationId: string): Promise<{ present: ListedDocument[]; version: number }> {
    const { state, version } = await this.documents(applicationId);
    const present = [...filled(state).values()].map(
      ({ documentId, slot, mediaType, size, sha256, issuedOn, by }) => ({
        ...{ documentId, slot, mediaType, size, sha256, issuedOn: issuedOn ?? null, by },
      }),
    );
    return { present, version };
  }

  /** What the track asks for of this application; a condition that cannot be decided yet does not require. */
  async slots(application: BegunApplication): Promise<Slot[]> {
    const round = await this.programs.round(application.roundId);
    const { programId, programVersion } = round;
    const definition = await this.programs.definition(programId, programVersion);
    const found = await this.programs.track(programId, programVersion, application.track);
    const compiler = new RuleCompiler(definition.facts);
    const facts = factsOf(definition, application, round);
    const holds = (text: string | undefined) => {
      const rule = text === undefined ? undefined : compiler.compile(text).rule;
      return rule !== undefined && evaluateRule(rule, definition.facts, facts).outcome === 'holds';
    };
    return found.application.documents.map(({ id, required, requiredWhen, ...limits }) => ({
      ...{ id, required: required || holds(requiredWhen) },
      ...{ mediaTypes: limits.mediaTypes, mostBytes: limits.mostBytes, mostMonthsOld: limits.mostMonthsOld },
    }));
  }

  /** Slots that are required of this application and hold no document (미제출서류). */
  async missing(application: BegunApplication): Promise<string[]> {
    const { slots, present } = await this.asked(application);
    return slots.filter(({ id, required }) => required && !present.has(id)).map(({ id }) => id);
  }

  /** Why its documents keep an application from being submitted now; none: nothing does. Codes: DOC_MISSING, DOC_OUTDATED. */
  async faults(application: BegunApplication, now: Date): Promise<Violation[]> {
    const { slots, present } = await this.asked(application);
    const today = dateOf(now);
    return slots.flatMap((slot) => {
      const found = present.get(slot.id);
      const pointer = `/documents/${slot.id}`;
      if (!found && slot.required)
        return [{ pointer, code: 'DOC_MISSING', detail: `The document ${slot.id} is required` }];
      if (!found || !outdated(slot, found.issuedOn, today)) return [];
      const detail = `The document ${slot.id} of ${found.issuedOn} is older than ${slot.mostMonthsOld} month(s)`;
      return [{ pointer, code: 'DOC_OUTDATED', detail }];
    });
  }

  private async asked(application: BegunApplication) {
    const [slots, { state }] = await Promise.all([
      this.slots(application),
      this.documents(application.applicationId),
    ]);
    return { slots, present: filled(state) };
  }
}
