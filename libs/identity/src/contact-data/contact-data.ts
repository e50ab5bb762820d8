import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import { Refusal } from '@doyak/kernel/decider';
import { maskEmail, maskName, maskPhone, PersonalData, SearchHashes } from '@doyak/kernel/personal-data';

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

/** Rows sealed in one go when an older database is met. */
const BATCH = 500;

/**
 * Names, e-mail addresses and phone numbers (personal data, PIPA), apart from the events so that they can be erased, and sealed with the
 * key of the person. A row means nothing until an event `PersonRegistered` names its id, and is written before it.
 */
@Injectable()
export class ContactData implements OnApplicationBootstrap {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(PersonalData) private readonly personal: PersonalData,
    @Inject(SearchHashes) private readonly hashes: SearchHashes,
  ) {}

  /** Seals what was written before contact data were sealed. */
  async onApplicationBootstrap(): Promise<void> {
    for (;;) {
      const { rows } = await this.database.pool.query<Row>(
        `select person_id, name, email, phone from identity.people where name not like 'sealed:%' limit $1`,
        [BATCH],
      );
      for (const { person_id: personId, ...contact } of rows) {
        const [name, email, phone] = await this.sealed(personId, contact);
        await this.database.pool.query(
          `update identity.people set name = $2, email = $3, phone = $4, email_key = $5
           where person_id = $1 and name not like 'sealed:%'`,
          [personId, name, email, phone, this.keyOf(contact.email)],
        );
      }
      if (rows.length < BATCH) return;
    }
  }

  /** Refusal: EMAIL_TAKEN. */
  async write(personId: string, contact: Contact, now: Date): Promise<void> {
    const key = this.keyOf(contact.email);
    await this.clearInterrupted(key, now);
    const [name, email, phone] = await this.sealed(personId, contact);
    await refusingTakenEmail(() =>
      this.database.pool.query(
        `insert into identity.people (person_id, name, email, email_key, phone, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $6)
         on conflict (person_id) do nothing`,
        [personId, name, email, key, phone, now],
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
    const [name, email, phone] = await this.sealed(personId, wanted);
    await refusingTakenEmail(() =>
      this.database.pool.query(
        `update identity.people set name = coalesce($2, name), email = coalesce($3, email), email_key = coalesce($4, email_key),
           phone = case when $5 then $6 else phone end, updated_at = $7 where person_id = $1`,
        [
          personId,
          name,
          email,
          wanted.email && this.keyOf(wanted.email),
          wanted.phone !== undefined,
          phone,
          now,
        ],
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
    return rows[0] ? this.personal.open({ ...rows[0] }) : null;
  }

  async findPersonId(email: string): Promise<string | null> {
    const { rows } = await this.database.pool.query<Row>(
      'select person_id from identity.people where email_key = $1',
      [this.keyOf(email)],
    );
    return rows[0]?.person_id ?? null;
  }

  /** Addresses are one if they differ in case or in the form of their characters only. */
  private keyOf(email: string): string {
    return this.hashes.hash('email', email).toString('hex');
  }

  private async sealed(
    personId: string,
    { name, email, phone }: Partial<Contact>,
  ): Promise<(string | null)[]> {
    const values = [name ?? null, email ?? null, phone ?? null];
    return (await this.personal.seal(personId, 'field', values)) as (string | null)[];
  }

  private async clearInterrupted(key: string, now: Date): Promise<void> {
    await this.database.pool.query(
      `delete from identity.people p where email_key = $1 and created_at < $2
         and not exists (select from doyak.streams s where s.stream_id = 'person-' || p.person_id)`,
      [key, new Date(now.getTime() - INTERRUPTED_AFTER_MS)],
    );
  }
}

/** Enough to tell two people apart. */
export function masked({ name, email, phone }: Contact): Contact {
  return { name: maskName(name), email: maskEmail(email), phone: phone && maskPhone(phone) };
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
