import { Controller, Get, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EventStore } from '@doyak/kernel/event-store';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { withoutResidentNumber } from '@doyak/kernel/korean-ids';
import { z } from 'zod';
import { ALLOWED_NETWORKS_STREAM, allowedNetworks } from '../../domain/allowed-networks.js';
import { ChangeNetworks } from './change-networks.js';

const body = z.object({
  network: z.string().min(3).max(50).describe('CIDR notation').meta({ example: '10.20.0.0/16' }),
  reason: withoutResidentNumber(z.string().trim().min(1).max(2_000)),
});
const refusals = ['NETWORK_MALFORMED', 'NETWORK_NOT_ALLOWED', 'NETWORK_LIST_FULL', 'PERSON_NEEDED'] as const;

const list = endpoint({
  permission: 'networks.read',
  summary: 'Networks that may be asked beyond the public internet',
  response: z.object({ items: z.array(z.object({ network: z.string(), reason: z.string(), by: z.uuid() })) }),
});
const allow = endpoint({
  permission: 'networks.manage',
  summary: 'Allow requests into a network of the agency',
  description:
    'Partners and models on a network of its own. Loopback and link-local addresses can never be asked.',
  body,
  command: true,
  refusals,
});
const withdraw = endpoint({
  permission: 'networks.manage',
  summary: 'Allow no more requests into a network; open connections are closed within seconds',
  body,
  command: true,
  refusals,
});

@Controller('v1/outbound-networks')
export class ChangeNetworksController {
  constructor(
    @Inject(CommandBus) private readonly commands: CommandBus,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  @Get()
  @Endpoint(list)
  async list(): Promise<AnswerOf<typeof list>> {
    return { items: [...(await this.store.load(ALLOWED_NETWORKS_STREAM, allowedNetworks)).state] };
  }

  @Post('allow')
  @Endpoint(allow)
  allow(
    { body: given }: InputOf<typeof allow>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof allow>> {
    return this.commands.execute(new ChangeNetworks('AllowNetwork', given.network, given.reason, command));
  }

  @Post('withdraw')
  @Endpoint(withdraw)
  withdraw(
    { body: given }: InputOf<typeof withdraw>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof withdraw>> {
    return this.commands.execute(new ChangeNetworks('WithdrawNetwork', given.network, given.reason, command));
  }
}
