import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { parseNetwork } from '@doyak/kernel/outbound';
import { ALLOWED_NETWORKS_STREAM, allowedNetworks } from '../../domain/allowed-networks.js';

/**
 * Puts a network on the list of those that may be asked, or takes it off; open connections into it are closed within seconds. Refusals:
 * NETWORK_MALFORMED, NETWORK_NOT_ALLOWED, NETWORK_LIST_FULL, PERSON_NEEDED.
 */
export class ChangeNetworks extends Command<Appended> {
  constructor(
    readonly change: 'AllowNetwork' | 'WithdrawNetwork',
    readonly network: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(ChangeNetworks)
export class ChangeNetworksHandler implements ICommandHandler<ChangeNetworks> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ change, network: text, reason, context }: ChangeNetworks): Promise<Appended> {
    const network = parseNetwork(text);
    if (network === undefined)
      throw new Refusal('rule', 'NETWORK_MALFORMED', 'This is no network that can be allowed', [
        { pointer: '/network', code: 'NETWORK_MALFORMED', detail: 'e.g. 10.20.0.0/16' },
      ]);
    return this.store.decide(
      ALLOWED_NETWORKS_STREAM,
      allowedNetworks,
      { type: change, network, reason },
      context,
    );
  }
}
