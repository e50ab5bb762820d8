import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler, QueryBus } from '@nestjs/cqrs';
import { GetCase } from '@doyak/cases';
import { PersonalDataAccesses } from '@doyak/identity';
import { Refusal } from '@doyak/kernel/decider';
import { type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import {
  type EventRecord,
  type EvidenceRecord,
  FORMAT,
  type Header,
  writeEvidence,
} from '@doyak/kernel/evidence';
import type { TiledTree } from '@doyak/kernel/transparency-log';
import { type CaseReceipt, ReceiptsOfCase } from '@doyak/webhooks';
import { evidenceExports, evidenceStream } from '../domain/evidence-exports.js';
import { EvidenceSource, type StoredEvent } from './evidence-source.js';

/** For what, and from where, somebody takes evidence of a case along who is not the applicant. */
export interface Taking {
  readonly reason: string;
  readonly address: string;
}

/**
 * Evidence of a case, as lines of a bundle (docs/evidence.md). That it was taken is recorded before the first line: as an event, and with the
 * reason among the accesses to the applicant's data, since messages to partners are in it as they were sent. `since` is the size of an
 * older checkpoint that it is to be compared with. Refusals: CASE_NOT_FOUND, LOG_NOT_SIGNED, SINCE_BEYOND_LOG.
 */
export class ExportCase extends Command<AsyncIterable<string>> {
  constructor(
    readonly caseId: string,
    readonly since: number | undefined,
    /** Absent: the applicant's own. */
    readonly taking: Taking | undefined,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ExportCase)
export class ExportCaseHandler implements ICommandHandler<ExportCase> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(EvidenceSource) private readonly source: EvidenceSource,
    @Inject(QueryBus) private readonly queries: QueryBus,
    @Inject(PersonalDataAccesses) private readonly accesses: PersonalDataAccesses,
  ) {}

  async execute({ caseId, since, taking, context }: ExportCase): Promise<AsyncIterable<string>> {
    const checkpoint = await this.source.checkpoint();
    const { size } = checkpoint;
    if (since !== undefined && since > size)
      throw new Refusal(
        'rule',
        'SINCE_BEYOND_LOG',
        `The last checkpoint of the log has ${size} events, fewer than ${since}`,
      );
    const events = await this.source.eventsOfCase(caseId);
    if (events.length === 0) throw new Refusal('not-found', 'CASE_NOT_FOUND', 'There is no such case');
    const command = { type: 'RecordExport', of: 'case', caseId, size, payloads: true } as const;
    await this.store.decide(evidenceStream(caseId), evidenceExports, command, context);
    if (taking) await this.recordTaking(caseId, taking, context);
    const opening = await this.source.opening(checkpoint);
    const covered = events.filter(({ index }) => index < size);
    const header: Header = {
      ...{ format: FORMAT, kind: 'case', origin: originOf(checkpoint.note), caseId },
      ...{ madeAt: context.now.toISOString(), later: events.length - covered.length },
    };
    const receipts = await this.queries.execute(new ReceiptsOfCase(caseId));
    return writeEvidence(header, this.records(opening, covered, receipts, size, since));
  }

  private async recordTaking(caseId: string, taking: Taking, { actor, now }: DecideOptions): Promise<void> {
    const line = await this.queries.execute(new GetCase(caseId));
    if (!line) return;
    const { applicant_person_id: personId } = line;
    const what = `evidence of case ${caseId}`;
    await this.accesses.record({ personId, action: 'downloaded', what, ...taking, actor, now });
  }

  private async *records(
    opening: Exclude<EvidenceRecord, { record: 'end' }>[],
    covered: readonly StoredEvent[],
    receipts: readonly CaseReceipt[],
    size: number,
    since: number | undefined,
  ): AsyncGenerator<Exclude<EvidenceRecord, { record: 'end' }>> {
    yield* opening;
    const tree = this.source.tree(size);
    if (since !== undefined)
      yield { record: 'consistency', from: since, proof: base64s(await tree.consistencyProof(since)) };
    for (const event of covered) yield await proven('case', event, tree);
    for (const [programId, versions] of programsOf(covered))
      for (const event of await this.source.publications(programId, [...versions]))
        if (event.index < size) yield await proven('program', event, tree);
    yield* this.receipts(receipts, tree, size);
  }

  /** What partners signed for messages of the case, with the events that say whose keys these are. */
  private async *receipts(
    receipts: readonly CaseReceipt[],
    tree: TiledTree,
    size: number,
  ): AsyncGenerator<Exclude<EvidenceRecord, { record: 'end' }>> {
    const registered = new Set<string>();
    for (const organisationId of new Set(receipts.map((one) => one.organisationId))) {
      const keys = receipts.filter((one) => one.organisationId === organisationId);
      const found = await this.source.keyRegistrations(
        organisationId,
        keys.map(({ publicKey }) => publicKey),
      );
      for (const event of found.filter(({ index }) => index < size)) {
        registered.add((JSON.parse(event.payload!.data) as { publicKey: string }).publicKey);
        yield await proven('key', event, tree);
      }
    }
    for (const { index, organisationId, publicKey, signed, signature, body } of receipts)
      if (index < size && registered.has(publicKey))
        yield {
          ...{ record: 'receipt', index, organisationId, publicKey: publicKey.replace('whpk_', '') },
          ...{ signed: signed.toString('base64'), signature: signature.toString('base64') },
          ...(body === undefined ? {} : { body }),
        };
  }
}

async function proven(of: EventRecord['of'], event: StoredEvent, tree: TiledTree): Promise<EventRecord> {
  const { index, entry, payload } = event;
  return {
    ...{ record: 'event', of, index, entry: entry.toString('utf8') },
    proof: base64s(await tree.inclusionProof(index)),
    ...(payload ? { salt: payload.salt.toString('base64'), payload: payload.data } : {}),
  };
}

/** The versions of programs that the case was under. */
function programsOf(events: readonly StoredEvent[]): Map<string, Set<number>> {
  const found = new Map<string, Set<number>>();
  for (const { payload } of events) {
    const { programId, programVersion } = payload
      ? (JSON.parse(payload.data) as { programId?: unknown; programVersion?: unknown })
      : {};
    if (typeof programId !== 'string' || typeof programVersion !== 'number') continue;
    found.set(programId, (found.get(programId) ?? new Set()).add(programVersion));
  }
  return found;
}

/** First line of the note: what is signed says which log it is. */
export function originOf(note: string): string {
  return note.slice(0, note.indexOf('\n'));
}

const base64s = (hashes: readonly Uint8Array[]) => hashes.map((hash) => Buffer.from(hash).toString('base64'));
