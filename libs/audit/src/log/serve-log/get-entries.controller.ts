import { Controller, Get, Inject } from '@nestjs/common';
import { type AnswerOf, Endpoint, endpoint, type InputOf, raw } from '@doyak/kernel/http';
import { parseEntriesPath } from '@doyak/kernel/transparency-log';
import { LogTiles } from '../log-tiles.js';
import { immutable, tileParams } from './tile-answers.js';

const route = endpoint({
  permission: 'audit.read-entries',
  summary: 'Read entries of the log',
  description:
    'C2SP tlog-tiles: a bundle of 256 entries, each with its length before it. An entry is the envelope of an event: who, when, on whose ' +
    'authority, and a commitment to the payload, not the payload.',
  tags: ['log'],
  params: tileParams,
  response: raw('application/octet-stream'),
  refusals: ['LOG_TILE_NOT_FOUND'],
});

@Controller('log')
export class GetEntriesController {
  constructor(@Inject(LogTiles) private readonly tiles: LogTiles) {}

  @Get('tile/entries/*path')
  @Endpoint(route)
  async get({ params }: InputOf<typeof route>): Promise<AnswerOf<typeof route>> {
    const bundle = parseEntriesPath(`tile/entries/${params.path}`);
    return immutable(bundle && (await this.tiles.entries(bundle)), 'private');
  }
}
