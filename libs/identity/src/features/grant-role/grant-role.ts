import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { administrators, ADMINISTRATORS_STREAM } from '../../domain/administrators.js';
import type { AuditLimits } from '../../domain/person.commands.js';
import { person } from '../../domain/person.js';
import type { Role } from '../../domain/roles.js';
import { personStream } from '../../domain/streams.js';
import { asFollowUp } from '../follow-up.js';

/**
 * Grants a role. Refusals: SELF_GRANT, ROLE_NOT_FOR_ORGANISATION, ADMINISTRATOR_NEEDS_PASSWORD, GRANT_REVOKED, PERSON_NOT_FOUND,
 * PERSON_INACTIVE.
 */
export class GrantRole extends Command<Appended> {
  constructor(
    readonly personId: string,
    readonly role: Role,
    readonly reason: string,
    readonly by: DecideOptions,
    readonly limits?: AuditLimits,
  ) {
    super();
  }
}

@CommandHandler(GrantRole)
export class GrantRoleHandler implements ICommandHandler<GrantRole> {
  constructor(private readonly store: EventStore) {}

  async execute({ personId, role, reason, by, limits }: GrantRole): Promise<Appended> {
    const command = { type: 'GrantRole', role, reason, grantId: by.commandId, limits } as const;
    const outcome = await this.store.decide(personStream(personId), person, command, by);
    if (role === 'administrator') await this.appoint(personId, by);
    return outcome;
  }

  /** The second half, after the person's (see `administrators`); a repeat completes what was interrupted. */
  private async appoint(personId: string, by: DecideOptions): Promise<void> {
    const { state } = await this.store.load(personStream(personId), person);
    const grantId = state.status === 'active' ? state.grants.administrator : undefined;
    if (grantId === undefined) return;
    const command = { type: 'AppointAdministrator', personId, grantId } as const;
    await this.store.decide(ADMINISTRATORS_STREAM, administrators, command, asFollowUp(by, 'appoint'));
  }
}
