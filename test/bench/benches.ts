import { append } from './append.js';
import type { Bench } from './bench.js';
import { commit } from './commit.js';
import { decide } from './decide.js';
import { past } from './past.js';
import { jobs } from './jobs.js';
import { queries } from './queries.js';
import { queues } from './queues.js';
import { rebuild } from './rebuild.js';
import { replay } from './replay.js';
import { sequence } from './sequence.js';
import { start } from './start.js';
import { stdf } from './stdf.js';
import { verify } from './verify.js';
import { webhooks } from './webhooks.js';

/** All benches, in the order in which `all` runs them. */
export const benches: readonly Bench[] = [
  ...[append, decide, commit, sequence, replay, rebuild, past, queries],
  ...[queues, jobs, stdf, verify, webhooks, start],
];
