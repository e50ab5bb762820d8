import { append } from './append.js';
import type { Bench } from './bench.js';

/** All benches, in the order in which `all` runs them. */
export const benches: readonly Bench[] = [append];
