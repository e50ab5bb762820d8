import { Inject, Injectable } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { Refusal } from '@doyak/kernel/decider';

export interface Contact {
  readonly name: string;
  readonly email: string;
  readonly phone: string | null;
}

interface Row extends Contact {
  person_id: string;
}

/** A registration that was interrupted before its event is over after so long, and its address free again. */
const INTERRUPTED_AFTER_MS = 60_000;

/**
 * Names, e-mail addresses and phone numbers (personal data, PIPA), apart from the events so that they can be erased. A row means nothing
 * until an event `PersonRegistered` names its id, and is written before it.
 */
@Injectable()
export class ContactData {
  constructor(@Inject(Database) private readonly database: Database) {}

  /** Refusal: EMAIL_TAKEN. */
  async write(personId: string, contact: Contact, now: Date): Promise<void> {
    const key = emailKey(contact.email);
    await this.clearInterrupted(key, now);
    await refusingTakenEmail(() =>
      this.database.pool.query(
        `insert into identity.people (person_id, name, email, email_key, phone, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $6)
         on conflict (person_id) do nothing`,
        [personId, contact.name, contact.email, key, contact.phone, now],
      ),
    );
  }

  /** Which fields differ from what is known. */
  async difference(personId: string, wanted: Partial<Contact>): Promise<(keyof Contact)[]> {
    const known = await this.find(personId);
    return (['name', 'email', 'phone'] as const).filter(
      (field) => wanted[field] !== undefined && wanted[field] !== (known?.[field] ?? null),
    );
  }

  /** Refusal: EMAIL_TAKEN. */
  async change(personId: string, wanted: Partial<Contact>, now: Date): Promise<void> {
    const { name, email, phone } = wanted;
    await refusingTakenEmail(() =>
      this.database.pool.query(
        `update identity.people set name = coalesce($2, name), email = coalesce($3, email), email_key = coalesce($4, email_key),
           phone = case when $5 then $6 else phone end, updated_at = $7 where person_id = $1`,
        [personId, name, email, email && emailKey(email), phone !== undefined, phone ?? null, now],
      ),
    );
  }

  /** Refusal: EMAIL_TAKEN, if somebody else has the address. */
  async requireFree(personId: string, email: string): Promise<void> {
    const holder = await this.findPersonId(email);
    if (holder !== null && holder !== personId) throw emailTaken();
  }

  /** Null for somebody unknown or erased. */
  async find(personId: string): Promise<Contact | null> {
    const { rows } = await this.database.pool.query<Row>(
      'select name, email, phone from identity.people where person_id = $1',
      [personId],
    );
    return rows[0] ?? null;
  }

  async findPersonId(email: string): Promise<string | null> {
    const { rows } = await this.database.pool.query<Row>(
      'select person_id from identity.people where email_key = $1',
      [emailKey(email)],
    );
    return rows[0]?.person_id ?? null;
  }

  private async clearInterrupted(key: string, now: Date): Promise<void> {
    await this.database.pool.query(
      `delete from identity.people p where email_key = $1 and created_at < $2
         and not exists (select from doyak.streams s where s.stream_id = 'person-' || p.person_id)`,
      [key, new Date(now.getTime() - INTERRUPTED_AFTER_MS)],
    );
  }
}

/** Addresses are one if they differ in case or in the form of their characters only. */
function emailKey(email: string): string {
  return email.normalize('NFKC').toLowerCase();
}

function emailTaken(): Refusal {
  const detail = 'Somebody else is registered with this e-mail address.';
  return new Refusal('conflict', 'EMAIL_TAKEN', detail, [{ pointer: '/email', code: 'EMAIL_TAKEN', detail }]);
}

async function refusingTakenEmail(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if ((error as { constraint?: string }).constraint === 'people_email_key') throw emailTaken();
    throw error;
  }
}
