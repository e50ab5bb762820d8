import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { organisation } from '../../domain/organisation.js';
import { organisationStream } from '../../domain/streams.js';

/** Refusals: ORGANISATION_NOT_FOUND, ORGANISATION_INACTIVE. */
export class RenameOrganisation extends Command<Appended> {
  constructor(
    readonly organisationId: string,
    readonly to: { readonly name: string; readonly reason: string },
    readonly by: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RenameOrganisation)
export class RenameOrganisationHandler implements ICommandHandler<RenameOrganisation> {
  constructor(private readonly store: EventStore) {}

  execute({ organisationId, to, by }: RenameOrganisation): Promise<Appended> {
    const command = { type: 'RenameOrganisation', ...to } as const;
    return this.store.decide(organisationStream(organisationId), organisation, command, by);
  }
}
