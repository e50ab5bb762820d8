import { createHmac } from 'node:crypto';
import { Sealer } from '@doyak/kernel/crypto';
import { Database } from '@doyak/kernel/database';
import { EventSeals, type SealedPlace } from '@doyak/kernel/event-store';
import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { DataKeys } from './data-keys.js';
import { maskValue } from './masking.js';
import {
  ERASED,
  isSealed,
  openValue,
  partsOf,
  type SealedKind,
  type SealedParts,
  sealValue,
} from './sealed.js';
import { replaceSealed, sealedIn } from './walk.js';

/** What is shown in place of a sealed value that somebody altered: the log's proofs name the event. */
const UNREADABLE = '[unreadable]';

/** A reason code names nobody: rules go by it. */
const CODE = /^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$/;

/** Seals what is said of people under a key of their own, and opens it again for as long as there is one. */
@Injectable()
export class PersonalData extends EventSeals {
  private readonly caseOf = new LRUCache<string, string>({ max: 20_000 });
  private readonly personOf = new LRUCache<string, string>({ max: 20_000 });
  private readonly fingerprintKey: Buffer;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(DataKeys) private readonly keys: DataKeys,
    @Inject(Sealer) sealer: Sealer,
  ) {
    super();
    this.fingerprintKey = sealer.derive('request-fingerprints');
  }

  /** Says whom a case is about. Before its first event: what is sealed for the case is then sealed for the person. */
  async linkCase(caseId: string, personId: string): Promise<void> {
    await this.database.pool.query(
      'insert into privacy.case_subjects (case_id, person_id) values ($1, $2) on conflict (case_id) do nothing',
      [caseId, personId],
    );
  }

  /** Seals values for a person. What is sealed already stays; of somebody who was erased nothing is kept. */
  async seal(personId: string, kind: SealedKind, values: readonly unknown[]): Promise<unknown[]> {
    if (values.every((value) => isSealed(value) || value === null)) return [...values];
    const { keyId, key } = await this.keys.of(personId);
    return values.map((value) => {
      if (isSealed(value) || value === null) return value;
      return key ? sealValue(key, keyId, kind, value) : ERASED;
    });
  }

  /** Texts of an event, for the person that it names, or for whom its case is about; others stay as they are. */
  override async sealTexts(texts: readonly string[], place: SealedPlace): Promise<readonly string[]> {
    if (texts.every((text) => isSealed(text) || CODE.test(text) || text === '')) return texts;
    const subject = place.personId ?? (await this.subjectOf(place));
    if (subject === undefined) return texts;
    const open = texts.map((text) => (CODE.test(text) || text === '' ? null : text));
    const sealed = await this.seal(subject, 'text', open);
    return texts.map((text, at) => (sealed[at] as string | null) ?? text);
  }

  /** HMAC-SHA-256 with a key that is not in the database: nobody who has the table can try requests against it. */
  override sealFingerprint(fingerprint: string, commandId: string): string {
    return createHmac('sha256', this.fingerprintKey).update(`${commandId}\n${fingerprint}`).digest('hex');
  }

  /** Every sealed value opened: for rules and checks inside. What was erased reads `[erased]`. */
  open<Value>(value: Value): Promise<Value> {
    return this.replace(value, (_parts, plain) => plain);
  }

  /** As people may read it: texts opened, personal fields masked. */
  show<Value>(value: Value): Promise<Value> {
    return this.replace(value, ({ kind }, plain) => (kind === 'text' ? plain : maskValue(plain)));
  }

  private async replace<Value>(
    value: Value,
    shown: (parts: SealedParts, plain: unknown) => unknown,
  ): Promise<Value> {
    const tokens = sealedIn(value);
    if (tokens.size === 0) return value;
    const parts = new Map([...tokens].map((token) => [token, partsOf(token)]));
    const ids = new Set([...parts.values()].flatMap((one) => (one ? [one.keyId] : [])));
    const keys = await this.keys.live([...ids]);
    return replaceSealed(value, (token) => {
      const one = parts.get(token);
      const key = one && keys.get(one.keyId);
      if (!one || !key) return ERASED;
      const plain = opened(key, one);
      return plain === undefined ? UNREADABLE : shown(one, plain.value);
    }) as Value;
  }

  private async subjectOf({ streamId, caseId }: SealedPlace): Promise<string | undefined> {
    const ofCase = caseId ?? (await this.caseOfStream(streamId));
    if (ofCase === undefined) return undefined;
    const known = this.personOf.get(ofCase);
    if (known) return known;
    const { rows } = await this.database.pool.query<{ person_id: string }>(
      'select person_id from privacy.case_subjects where case_id = $1',
      [ofCase],
    );
    if (!rows[0]) return ofCase;
    this.personOf.set(ofCase, rows[0].person_id);
    return rows[0].person_id;
  }

  private async caseOfStream(streamId: string): Promise<string | undefined> {
    const known = this.caseOf.get(streamId);
    if (known) return known;
    const { rows } = await this.database.pool.query<{ case_id: string | null }>(
      'select case_id from doyak.streams where stream_id = $1',
      [streamId],
    );
    const found = rows[0]?.case_id ?? undefined;
    if (found !== undefined) this.caseOf.set(streamId, found);
    return found;
  }
}

function opened(key: Buffer, parts: SealedParts): { value: unknown } | undefined {
  try {
    return { value: openValue(key, parts) };
  } catch {
    return undefined;
  }
}
