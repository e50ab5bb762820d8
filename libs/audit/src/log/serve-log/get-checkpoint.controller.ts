import { Controller, Get, Inject } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, raw, reply } from '@doyak/kernel/http';
import { SignedCheckpoints } from '../signed-checkpoints.js';

const route = endpoint({
  permission: 'public',
  summary: 'Read the latest signed checkpoint of the log',
  description:
    'A C2SP checkpoint: origin, number of events, root, signatures of the log and of witnesses. Keep it to compare with later ones.',
  tags: ['log'],
  response: raw('text/plain; charset=utf-8'),
  refusals: ['LOG_NOT_SIGNED'],
});

@Controller('log')
export class GetCheckpointController {
  constructor(@Inject(SignedCheckpoints) private readonly checkpoints: SignedCheckpoints) {}

  @Get('checkpoint')
  @Endpoint(route)
  async get(): Promise<AnswerOf<typeof route>> {
    const published = await this.checkpoints.published();
    if (!published) throw new Refusal('not-found', 'LOG_NOT_SIGNED', 'The log has no checkpoint yet');
    return reply(published.note, { headers: { 'Cache-Control': 'no-cache' } });
  }
}
