import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, VersionConflict, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { administrators, ADMINISTRATORS_STREAM } from '../../domain/administrators.js';
import { person } from '../../domain/person.js';
import type { Role } from '../../domain/roles.js';
import { personStream } from '../../domain/streams.js';
import { asFollowUp } from '../follow-up.js';

/**
 * Takes a role back, from the next request on. Refusals: ROLE_NOT_HELD, LAST_ADMINISTRATOR, PERSON_NOT_FOUND, PERSON_INACTIVE.
 */
export class RevokeRole extends Command<Appended> {
  constructor(
    readonly personId: string,
    readonly role: Role,
    readonly reason: string,
    readonly by: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RevokeRole)
export class RevokeRoleHandler implements ICommandHandler<RevokeRole> {
  constructor(private readonly store: EventStore) {}

  async execute({ personId, role, reason, by }: RevokeRole): Promise<Appended> {
    const stream = personStream(personId);
    const { state, version } = await this.store.load(stream, person);
    const grantId = state.status === 'active' ? state.grants[role] : undefined;
    if (role === 'administrator' && grantId !== undefined) {
      if (by.expectedVersion !== undefined && by.expectedVersion !== version) {
        throw new VersionConflict(stream, by.expectedVersion, version);
      }
      // First half, before the person's (see `administrators`): refused for the last one.
      const dismiss = { type: 'DismissAdministrator', personId, grantId } as const;
      await this.store.decide(ADMINISTRATORS_STREAM, administrators, dismiss, asFollowUp(by, 'dismiss'));
    }
    // Without a grant the decider answers: with the first result for a repeat, with a refusal otherwise.
    const command = { type: 'RevokeRole', role, reason, grantId: grantId ?? by.commandId } as const;
    return this.store.decide(stream, person, command, by);
  }
}
