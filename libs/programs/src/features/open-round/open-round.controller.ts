import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, instant, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { id, krw } from '../../domain/format/common.js';
import { OpenRound } from './open-round.js';

const route = endpoint({
  permission: 'programs.open-round',
  summary: 'Open a round by its notice',
  body: z.object({
    programId: id,
    programVersion: z.int().min(1),
    notice: z.strictObject({
      number: z.string().trim().min(1).max(60).describe('Number of the notice (공고번호)'),
      title: z.string().trim().min(1).max(200),
      date: z.iso.date().describe('Day of the notice; company age is counted up to it'),
    }),
    opensAt: instant,
    closesAt: instant.describe('First instant that is too late'),
    offers: z
      .array(
        z.strictObject({
          track: id,
          slots: z.int().min(0).max(10_000),
          reserves: z.int().min(0).max(10_000),
          budget: krw.max(100_000_000_000_000),
        }),
      )
      .min(1)
      .max(40)
      .refine(
        (offers) => new Set(offers.map(({ track }) => track)).size === offers.length,
        'names a track once',
      ),
  }),
  command: true,
  creates: true,
  refusals: ['PROGRAM_NOT_FOUND', 'VERSION_RETIRED', 'TRACK_NOT_IN_PROGRAM', 'WINDOW_EMPTY'],
});

@Controller('v1/rounds')
export class OpenRoundController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post()
  @Endpoint(route)
  open({ body }: InputOf<typeof route>, { command }: RequestContext): Promise<AnswerOf<typeof route>> {
    const opening = { ...body, opensAt: body.opensAt.toISOString(), closesAt: body.closesAt.toISOString() };
    return this.commands.execute(new OpenRound(opening, command));
  }
}
