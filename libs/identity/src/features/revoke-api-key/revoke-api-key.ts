import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { apiKey } from '../../domain/api-key.js';
import { apiKeyStream } from '../../domain/streams.js';
import { ApiKeySecrets } from '../../security/api-key-secrets.js';

/** Ends a key, from the next request on. Refusal: API_KEY_NOT_FOUND. */
export class RevokeApiKey extends Command<Appended> {
  constructor(
    readonly keyId: string,
    readonly reason: string,
    readonly by: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RevokeApiKey)
export class RevokeApiKeyHandler implements ICommandHandler<RevokeApiKey> {
  constructor(
    private readonly store: EventStore,
    private readonly secrets: ApiKeySecrets,
  ) {}

  async execute({ keyId, reason, by }: RevokeApiKey): Promise<Appended> {
    const outcome = await this.store.decide(
      apiKeyStream(keyId),
      apiKey,
      { type: 'RevokeApiKey', reason },
      by,
    );
    await this.secrets.destroy(keyId);
    return outcome;
  }
}
