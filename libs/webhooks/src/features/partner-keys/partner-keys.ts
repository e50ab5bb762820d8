import { Inject } from '@nestjs/common';
import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { type Appended, type DecideOptions, EventStore } from '@doyak/kernel/event-store';
import { publicKey as readKey, WebhookError } from '@doyak/webhook-receiver';
import { partner } from '../../domain/partner.js';
import { partnerStream } from '../../webhook-ids.js';

/** Registers a key with which a partner signs receipts and callbacks. Refusals: KEY_KNOWN, KEY_VALIDITY, KEY_MALFORMED, PERSON_NEEDED. */
export class RegisterPartnerKey extends Command<Appended> {
  constructor(
    readonly organisationId: string,
    readonly key: { readonly publicKey: string; readonly validFrom: Date; readonly validUntil: Date },
    readonly context: DecideOptions,
  ) {
    super();
  }
}

/** From now on nothing that the key signs is believed. Refusals: KEY_NOT_FOUND, PERSON_NEEDED. */
export class RevokePartnerKey extends Command<Appended> {
  constructor(
    readonly organisationId: string,
    readonly publicKey: string,
    readonly reason: string,
    readonly context: DecideOptions,
  ) {
    super();
  }
}

@CommandHandler(RegisterPartnerKey)
export class RegisterPartnerKeyHandler implements ICommandHandler<RegisterPartnerKey> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  async execute({ organisationId, key, context }: RegisterPartnerKey): Promise<Appended> {
    try {
      readKey(key.publicKey);
    } catch (error) {
      if (!(error instanceof WebhookError)) throw error;
      throw new Refusal('rule', 'KEY_MALFORMED', 'This is no public key', [
        { pointer: '/publicKey', code: 'KEY_MALFORMED', detail: error.message },
      ]);
    }
    const { publicKey } = key;
    const [validFrom, validUntil] = [key.validFrom.toISOString(), key.validUntil.toISOString()];
    return this.store.decide(
      partnerStream(organisationId),
      partner,
      { type: 'RegisterPartnerKey', organisationId, publicKey, validFrom, validUntil },
      context,
    );
  }
}

@CommandHandler(RevokePartnerKey)
export class RevokePartnerKeyHandler implements ICommandHandler<RevokePartnerKey> {
  constructor(@Inject(EventStore) private readonly store: EventStore) {}

  execute({ organisationId, publicKey, reason, context }: RevokePartnerKey): Promise<Appended> {
    const command = { type: 'RevokePartnerKey', organisationId, publicKey, reason } as const;
    return this.store.decide(partnerStream(organisationId), partner, command, context);
  }
}
