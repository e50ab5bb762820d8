import { Refusal } from '@doyak/kernel/decider';
import { reply, type Reply } from '@doyak/kernel/http';
import { z } from 'zod';

/** The rest of the path, as the router gives it: its segments. */
export const tileParams = z.object({
  path: z
    .preprocess((given) => (Array.isArray(given) ? given.join('/') : given), z.string().max(60))
    .describe(
      'Index of the tile in groups of three digits (x001/x234/067), of a partial tile with .p/<width>',
    ),
});

/** Seven days: what has this name never changes (C2SP tlog-tiles). */
const LONG = 'max-age=604800, immutable';

export function immutable(bytes: Uint8Array | undefined, scope: 'public' | 'private'): Reply<Uint8Array> {
  if (!bytes) throw new Refusal('not-found', 'LOG_TILE_NOT_FOUND', 'The log has no such tile');
  return reply(bytes, { headers: { 'Cache-Control': `${scope}, ${LONG}` } });
}
