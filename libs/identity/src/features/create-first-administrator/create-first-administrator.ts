import { Command, CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { Actor } from '@doyak/kernel/decider';
import { EventStore, type DecideOptions } from '@doyak/kernel/event-store';
import { v5 as uuidv5, v7 as uuidv7 } from 'uuid';
import type { Contact } from '../../contact-data/contact-data.js';
import { administrators, ADMINISTRATORS_STREAM } from '../../domain/administrators.js';
import { person } from '../../domain/person.js';
import { personStream } from '../../domain/streams.js';
import { Credentials } from '../../security/credentials.js';
import { checkPassword } from '../../security/password-policy.js';
import { GrantRole } from '../grant-role/grant-role.js';
import { RegisterOrganisation } from '../register-organisation/register-organisation.js';
import { RegisterPerson } from '../register-person/register-person.js';

const BOOTSTRAP: Actor = { kind: 'system', id: 'bootstrap', authority: 'bootstrap' };
/** Fixed ids: a first start that was interrupted goes on where it stopped, and two at once make one. */
const NAMESPACE = '8f2c6a52-53c1-5d0e-9c0c-7f6f7d0e8a11';
const step = (name: string) => uuidv5(name, NAMESPACE);

export interface FirstAdministrator {
  /** False: there is an administrator already, and nothing was done. */
  readonly created: boolean;
  readonly organisationId: string;
  readonly personId: string;
}

/**
 * Registers the agency and its first administrator, unless there is one. Refusals: PASSWORD_TOO_SHORT, PASSWORD_TOO_LONG,
 * PASSWORD_GUESSABLE, EMAIL_TAKEN.
 */
export class CreateFirstAdministrator extends Command<FirstAdministrator> {
  constructor(
    readonly agency: { readonly name: string; readonly businessNumber: string | null },
    readonly contact: Contact,
    readonly password: string,
    readonly now: Date,
  ) {
    super();
  }
}

@CommandHandler(CreateFirstAdministrator)
export class CreateFirstAdministratorHandler implements ICommandHandler<CreateFirstAdministrator> {
  constructor(
    private readonly commands: CommandBus,
    private readonly store: EventStore,
    private readonly credentials: Credentials,
  ) {}

  async execute(command: CreateFirstAdministrator): Promise<FirstAdministrator> {
    const { agency, contact, password, now } = command;
    const ids = { organisationId: step('agency'), personId: step('administrator') };
    const { state } = await this.store.load(ADMINISTRATORS_STREAM, administrators);
    if (Object.keys(state.appointed).length > 0) return { created: false, ...ids };
    checkPassword(password, [contact.name, contact.email]);
    const by = (commandId: string): DecideOptions => ({ actor: BOOTSTRAP, now, commandId });
    const facts = { kind: 'agency', corporateNumber: null, ...agency } as const;
    await this.commands.execute(new RegisterOrganisation(facts, by(ids.organisationId)));
    await this.commands.execute(new RegisterPerson(ids.organisationId, contact, by(ids.personId)));
    const credentialId = await this.credentials.prepare(ids.personId, password, now);
    const setPassword = { type: 'SetPassword', credentialId, by: { kind: 'bootstrap' } } as const;
    await this.store.decide(personStream(ids.personId), person, setPassword, by(uuidv7()));
    await this.commands.execute(
      new GrantRole(
        ids.personId,
        'administrator',
        'First administrator of this installation',
        by(step('grant')),
      ),
    );
    const { state: made } = await this.store.load(personStream(ids.personId), person);
    // Two first starts at once: the password of one of them counts.
    return { created: made.status === 'active' && made.credentialId === credentialId, ...ids };
  }
}
