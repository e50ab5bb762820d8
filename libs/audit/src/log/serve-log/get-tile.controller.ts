import { Controller, Get, Inject } from '@nestjs/common';
import { type AnswerOf, Endpoint, endpoint, type InputOf, raw } from '@doyak/kernel/http';
import { parseTilePath } from '@doyak/kernel/transparency-log';
import { LogTiles } from '../log-tiles.js';
import { immutable, tileParams } from './tile-answers.js';

const route = endpoint({
  permission: 'public',
  summary: 'Read a tile of the Merkle tree over the log',
  description: 'C2SP tlog-tiles: level, then index. Hashes say nothing of what they are hashes of.',
  tags: ['log'],
  params: tileParams,
  response: raw('application/octet-stream'),
  refusals: ['LOG_TILE_NOT_FOUND'],
});

@Controller('log')
export class GetTileController {
  constructor(@Inject(LogTiles) private readonly tiles: LogTiles) {}

  @Get('tile/*path')
  @Endpoint(route)
  async get({ params }: InputOf<typeof route>): Promise<AnswerOf<typeof route>> {
    const tile = parseTilePath(`tile/${params.path}`);
    return immutable(tile && (await this.tiles.tile(tile)), 'public');
  }
}
