import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { Config } from '@doyak/kernel/config';
import { type AnswerOf, Endpoint, endpoint } from '@doyak/kernel/http';
import { z } from 'zod';
import { LogStatus } from '../log-status/log-status.js';

const route = endpoint({
  permission: 'public',
  summary: 'Read the verifier keys of the log',
  description:
    'Verifier keys as C2SP signed-note writes them. Take them once by a way that you trust; a key found here proves only that this server says so.',
  tags: ['log'],
  response: z
    .object({
      origin: z.string(),
      keys: z.array(
        z.object({
          verifierKey: z.string(),
          validFrom: z.string(),
          validUntil: z.string().nullable().describe('From then on it signs no more'),
        }),
      ),
      witnesses: z.array(z.object({ verifierKey: z.string() })).describe('Who is asked to cosign'),
      quorum: z.int().describe('Cosignatures that a checkpoint has before it is served'),
    })
    .meta({ id: 'LogKeys' }),
});

@Controller('.well-known')
export class GetLogKeysController {
  constructor(
    @Inject(Config) private readonly config: Pick<Config, 'logWitnesses' | 'logWitnessQuorum'>,
    @Inject(QueryBus) private readonly queries: QueryBus,
  ) {}

  @Get('doyak-log-keys.json')
  @Endpoint(route)
  async get(): Promise<AnswerOf<typeof route>> {
    const { logWitnesses, logWitnessQuorum } = this.config;
    const { origin, keys } = await this.queries.execute(new LogStatus());
    return {
      origin,
      keys: keys.map(({ verifierKey, validFrom, validUntil }) => ({
        ...{ verifierKey, validFrom },
        validUntil: validUntil ?? null,
      })),
      witnesses: logWitnesses.map(({ verifierKey }) => ({ verifierKey })),
      quorum: logWitnessQuorum,
    };
  }
}
