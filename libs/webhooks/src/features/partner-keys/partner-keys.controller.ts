import { Controller, Get, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import { type AnswerOf, Endpoint, endpoint, instant, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { partner } from '../../domain/partner.js';
import { partnerStream } from '../../webhook-ids.js';
import { byId, reason } from '../../webhooks-input.js';
import { RegisterPartnerKey, RevokePartnerKey } from './partner-keys.js';

const publicKey = z.string().regex(/^whpk_[A-Za-z0-9+/]{43}=$/, 'must be `whpk_` and base64 of 32 bytes');

const read = endpoint({
  permission: 'webhooks.read',
  summary: 'What a partner may have, and its keys',
  params: byId,
  response: z.object({
    types: z.array(z.string()),
    fat: z.boolean(),
    officer: z.uuid().nullable(),
    keys: z.array(
      z.object({
        publicKey: z.string(),
        validFrom: z.string(),
        validUntil: z.string(),
        revoked: z.boolean(),
      }),
    ),
  }),
  refusals: ['NO_PARTNER'],
});

const register = endpoint({
  permission: 'webhooks.manage',
  summary: 'Register a key with which the partner signs receipts and callbacks',
  params: byId,
  body: z.object({ publicKey, validFrom: instant, validUntil: instant.describe('At most 800 days later') }),
  command: true,
  refusals: ['KEY_KNOWN', 'KEY_VALIDITY', 'KEY_MALFORMED', 'PERSON_NEEDED', 'NO_PARTNER'],
});

const revoke = endpoint({
  permission: 'webhooks.manage',
  summary: 'Revoke a key of the partner: nothing it signs is believed any more',
  params: byId,
  body: z.object({ publicKey, reason }),
  command: true,
  refusals: ['KEY_NOT_FOUND', 'PERSON_NEEDED', 'NO_PARTNER'],
});

@Controller('v1/webhook-partners')
export class PartnerKeysController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  @Get(':id')
  @Endpoint(read)
  async read({ params }: InputOf<typeof read>, context: RequestContext): Promise<AnswerOf<typeof read>> {
    refuseOthers(params.id, context, 'webhooks.read-all');
    const { types, fat, officer, keys } = (await this.store.load(partnerStream(params.id), partner)).state;
    return { types: [...types], fat, officer: officer ?? null, keys: [...keys] };
  }

  @Post(':id/keys')
  @Endpoint(register)
  register(
    { params, body }: InputOf<typeof register>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof register>> {
    refuseOthers(params.id, context, 'webhooks.manage-all');
    return this.commands.execute(new RegisterPartnerKey(params.id, body, context.command));
  }

  @Post(':id/revoke-key')
  @Endpoint(revoke)
  revoke(
    { params, body }: InputOf<typeof revoke>,
    context: RequestContext,
  ): Promise<AnswerOf<typeof revoke>> {
    refuseOthers(params.id, context, 'webhooks.manage-all');
    return this.commands.execute(
      new RevokePartnerKey(params.id, body.publicKey, body.reason, context.command),
    );
  }
}

/** Refusal: NO_PARTNER. */
function refuseOthers(organisationId: string, context: RequestContext, all: string): void {
  if (context.permits(all) || context.actor.organisationId === organisationId) return;
  throw new Refusal('rule', 'NO_PARTNER', 'A partner looks after its own keys');
}
