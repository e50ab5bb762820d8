import { Controller, Get, Inject } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf, raw } from '@doyak/kernel/http';
import { z } from 'zod';
import { ContractDocuments } from '../../published/contract-documents.js';

const about = { permission: 'public', tags: ['webhooks'] } as const;

const asyncApi = endpoint({
  ...about,
  summary: 'AsyncAPI 3 document of the messages to partners',
  response: raw('application/vnd.aai.asyncapi+json;version=3.0.0'),
});

const schema = endpoint({
  ...about,
  summary: 'JSON Schema of the messages of a type',
  params: z.object({
    name: z.string().regex(/^[a-z.-]{1,100}\.v\d{1,3}\.json$/, 'must be like cases.case-held.v1.json'),
  }),
  response: raw('application/schema+json'),
  refusals: ['TYPE_NOT_PUBLISHED'],
});

@Controller()
export class ContractsController {
  private made: { readonly asyncApi: string; readonly schemas: ReadonlyMap<string, string> } | undefined;

  constructor(@Inject(ContractDocuments) private readonly documents: ContractDocuments) {}

  @Get('asyncapi.json')
  @Endpoint(asyncApi)
  asyncApi(): AnswerOf<typeof asyncApi> {
    return this.all().asyncApi;
  }

  @Get('schemas/webhooks/:name')
  @Endpoint(schema)
  schema({ params }: InputOf<typeof schema>): AnswerOf<typeof schema> {
    const found = this.all().schemas.get(params.name.slice(0, -'.json'.length));
    if (found === undefined)
      throw new Refusal('not-found', 'TYPE_NOT_PUBLISHED', 'There is no such published type');
    return found;
  }

  private all() {
    this.made ??= { asyncApi: this.documents.asyncApi(), schemas: this.documents.schemas() };
    return this.made;
  }
}
