import { describe, expect, it } from '@jest/globals';
import { Controller, Get, Post } from '@nestjs/common';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf, RequestContext } from './index.js';

const read = endpoint({
  permission: 'public',
  summary: 'Read a thing',
  params: z.object({ id: z.string() }),
  query: z.object({ size: z.coerce.number().optional() }),
  response: z.object({ name: z.string() }),
});

const submit = endpoint({
  permission: 'public',
  summary: 'Submit a thing',
  body: z.object({ pledge: z.boolean() }),
  command: true,
  creates: true,
});

@Controller('v1/things')
class Things {
  @Get(':id')
  @Endpoint(read)
  read({ params, query }: InputOf<typeof read>, _context: RequestContext): AnswerOf<typeof read> {
    const size: number | undefined = query.size;
    return { name: params.id + String(size) };
  }

  @Post()
  @Endpoint(submit)
  async submit(input: InputOf<typeof submit>, _context: RequestContext): Promise<AnswerOf<typeof submit>> {
    const pledge: boolean = input.body.pledge;
    return { streamId: 'thing-1', version: pledge ? 1 : 2, events: [] };
  }

  // @ts-expect-error a wrong answer does not compile
  @Endpoint(read)
  wrongAnswer(_input: InputOf<typeof read>): { title: string } {
    return { title: '' };
  }

  // @ts-expect-error a wrong input does not compile
  @Endpoint(submit)
  wrongInput(_input: { body: { pledge: string } }): AnswerOf<typeof submit> {
    return { streamId: '', version: 0, events: [] };
  }
}

describe('endpoint', () => {
  it('derives the status', () => {
    expect([read.status, submit.status]).toEqual([200, 201]);
    expect(endpoint({ permission: 'public', summary: 'Nothing' }).status).toBe(204);
    expect(new Things()).toBeDefined();
  });

  it('refuses members that are not declared, unless the schema says otherwise', () => {
    expect(read.query?.safeParse({ colour: 'red' }).success).toBe(false);
    const loose = endpoint({ permission: 'public', summary: 'Loose', body: z.looseObject({}) });
    expect(loose.body?.safeParse({ colour: 'red' }).success).toBe(true);
  });

  it('lets only a command create', () => {
    expect(() => endpoint({ permission: 'public', summary: 'Create', creates: true })).toThrow(
      'only a command creates',
    );
  });
});
