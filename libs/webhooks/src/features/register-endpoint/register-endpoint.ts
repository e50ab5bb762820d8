import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { EndpointSecrets } from '../../delivery/endpoint-secrets.js';
import { endpoint } from '../../domain/endpoint.js';
import type { Wishes } from '../../domain/endpoint.events.js';
import { EndpointDesk } from '../../endpoint-desk.js';
import { CURRENT_CONTRACT } from '../../published/catalogue.js';
import { endpointStream } from '../../webhook-ids.js';

/** `secret` is shown this once; null when the command was a repeat, and for an endpoint that pulls. */
export interface Registered extends Appended {
  readonly secret: string | null;
}

/**
 * Registers an endpoint of a partner; its id is the command's id. Nothing is sent before it is activated. Refusals: PARTNER_NOT_GRANTED,
 * TYPES_NOT_GRANTED, FAT_NOT_GRANTED, URL_NOT_ALLOWED.
 */
export class RegisterEndpoint extends Command<Registered> {
  constructor(
    readonly organisationId: string,
    readonly wishes: Omit<Wishes, 'officer'>,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RegisterEndpoint)
export class RegisterEndpointHandler implements ICommandHandler<RegisterEndpoint> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(EndpointDesk) private readonly desk: EndpointDesk,
    @Inject(EndpointSecrets) private readonly secrets: EndpointSecrets,
  ) {}

  async execute({ organisationId, wishes, context }: RegisterEndpoint): Promise<Registered> {
    const endpointId = context.commandId;
    await this.desk.refuseUrl(wishes.url);
    const { officer, ...granted } = await this.desk.granted(organisationId);
    const made = wishes.url === undefined ? undefined : await this.secrets.make(endpointId, context.now);
    const outcome = await this.store.decide(
      endpointStream(endpointId),
      endpoint,
      {
        ...{ type: 'RegisterEndpoint', endpointId, organisationId, ...wishes, officer, granted },
        ...{ contract: CURRENT_CONTRACT, secretId: made?.secretId },
      },
      context,
    );
    return {
      ...outcome,
      secret: outcome.repeated || outcome.events.length === 0 ? null : (made?.text ?? null),
    };
  }
}
