import { Inject, Injectable } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { EventStore } from '@doyak/kernel/event-store';
import type { RequestContext } from '@doyak/kernel/http';
import { Outbound, OutboundRefused } from '@doyak/kernel/outbound';
import { endpoint, type Granted, type KnownEndpoint } from './domain/endpoint.js';
import { partner } from './domain/partner.js';
import { endpointStream, partnerStream } from './webhook-ids.js';

/** What several commands look up before they are decided. */
@Injectable()
export class EndpointDesk {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Outbound) private readonly outbound: Outbound,
  ) {}

  /** Refusal: ENDPOINT_NOT_FOUND. */
  async endpoint(id: string): Promise<KnownEndpoint> {
    const { state } = await this.store.load(endpointStream(id), endpoint);
    if (state.status === 'none')
      throw new Refusal('not-found', 'ENDPOINT_NOT_FOUND', 'There is no such endpoint');
    return state;
  }

  /** Another partner's endpoint looks like none at all. Refusal: ENDPOINT_NOT_FOUND. */
  async own(id: string, context: RequestContext, all = 'webhooks.manage-all'): Promise<KnownEndpoint> {
    const found = await this.endpoint(id);
    if (context.permits(all) || found.organisationId === context.actor.organisationId) return found;
    throw new Refusal('not-found', 'ENDPOINT_NOT_FOUND', 'There is no such endpoint');
  }

  /** What the partner may have. Refusal: PARTNER_NOT_GRANTED. */
  async granted(organisationId: string): Promise<Granted & { officer: string }> {
    const { state } = await this.store.load(partnerStream(organisationId), partner);
    const { types, fat, officer } = state;
    if (officer === undefined || types.length === 0)
      throw new Refusal('rule', 'PARTNER_NOT_GRANTED', 'The organisation has not been granted messages');
    return { types, fat, officer };
  }

  /** Refusal: URL_NOT_ALLOWED. */
  async refuseUrl(url: string | undefined): Promise<void> {
    if (url === undefined) return;
    try {
      await this.outbound.check(url);
    } catch (error) {
      if (!(error instanceof OutboundRefused)) throw error;
      throw new Refusal('rule', 'URL_NOT_ALLOWED', error.detail, [
        { pointer: '/url', code: error.code, detail: error.detail },
      ]);
    }
  }
}
