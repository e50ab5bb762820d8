import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { EndpointSecrets } from '../../delivery/endpoint-secrets.js';
import { endpoint } from '../../domain/endpoint.js';
import { EndpointDesk } from '../../endpoint-desk.js';
import { endpointStream } from '../../webhook-ids.js';

/** `secret` is shown this once; null when the command was a repeat. */
export interface Rotated extends Appended {
  readonly secret: string | null;
}

/**
 * Gives an endpoint another secret; messages are signed with the old one, too, until the grace is over. Refusals: ENDPOINT_NOT_FOUND,
 * ENDPOINT_DISABLED, ENDPOINT_PULLS.
 */
export class RotateSecret extends Command<Rotated> {
  constructor(
    readonly endpointId: string,
    readonly graceHours: number,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RotateSecret)
export class RotateSecretHandler implements ICommandHandler<RotateSecret> {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(EndpointDesk) private readonly desk: EndpointDesk,
    @Inject(EndpointSecrets) private readonly secrets: EndpointSecrets,
  ) {}

  async execute({ endpointId, graceHours, context }: RotateSecret): Promise<Rotated> {
    await this.desk.endpoint(endpointId);
    const { secretId, text } = await this.secrets.make(endpointId, context.now);
    const previousUntil = new Date(context.now.getTime() + graceHours * 3_600_000).toISOString();
    const command = { type: 'RotateSecret', secretId, previousUntil } as const;
    const outcome = await this.store.decide(endpointStream(endpointId), endpoint, command, context);
    return { ...outcome, secret: outcome.repeated ? null : text };
  }
}
