import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openHome } from './home.js';
import { isHeld } from './home-lock.js';
import { clearLeftovers } from './postmaster-pid.js';

export const EPHEMERAL_PREFIX = 'doyak-ephemeral-';

/** Ends and removes the ephemeral clusters of processes that were killed. What another user left is that user's to sweep. */
export async function sweepEphemeral(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(EPHEMERAL_PREFIX)) continue;
    const folder = join(tmpdir(), name);
    // Without a lock it is being made at this moment.
    if (isHeld(join(folder, 'doyak.lock')) !== false) continue;
    try {
      const { cluster, data } = openHome(folder, join(tmpdir(), 'doyak-embedded'));
      await clearLeftovers(data);
      rmSync(cluster, { recursive: true, force: true });
      rmSync(folder, { recursive: true, force: true });
    } catch {
      // Someone else sweeps it too, or it is not ours.
    }
  }
}
