import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { EventStore, type Appended, type DecideOptions } from '@doyak/kernel/event-store';
import { permissionsOf } from '@doyak/kernel/http';
import { apiKey } from '../../domain/api-key.js';
import { activeOrganisation, organisation } from '../../domain/organisation.js';
import { keyRolesOfKind } from '../../domain/roles.js';
import { apiKeyStream, organisationStream } from '../../domain/streams.js';
import { ApiKeySecrets } from '../../security/api-key-secrets.js';

/** `key` is shown this once; null when the command was a repeat. */
export interface IssuedApiKey extends Appended {
  readonly key: string | null;
}

/**
 * Issues a key for an organisation's system; its id is the command's id. Refusals: SCOPE_NOT_ALLOWED, EXPIRY_NOT_ALLOWED,
 * ORGANISATION_NOT_FOUND, ORGANISATION_INACTIVE.
 */
export class IssueApiKey extends Command<IssuedApiKey> {
  constructor(
    readonly facts: {
      readonly organisationId: string;
      readonly label: string;
      /** Permissions. */
      readonly scopes: readonly string[];
      readonly expiresAt: Date;
    },
    readonly by: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(IssueApiKey)
export class IssueApiKeyHandler implements ICommandHandler<IssueApiKey> {
  constructor(
    private readonly store: EventStore,
    private readonly secrets: ApiKeySecrets,
  ) {}

  async execute({ facts, by }: IssueApiKey): Promise<IssuedApiKey> {
    const { state } = await this.store.load(organisationStream(facts.organisationId), organisation);
    const allowedScopes = [...permissionsOf(keyRolesOfKind(activeOrganisation(state).kind))];
    const keyId = by.commandId;
    const { secretId, token } = await this.secrets.prepare(keyId, by.now);
    const command = { type: 'IssueApiKey', keyId, secretId, ...facts, allowedScopes } as const;
    const outcome = await this.store.decide(apiKeyStream(keyId), apiKey, command, by);
    return { ...outcome, key: outcome.repeated ? null : token };
  }
}
