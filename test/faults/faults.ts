import type { Fault } from './fault.js';
import { crashBeforeSequencing } from './faults/crash-before-sequencing.js';
import { dumpRestore } from './faults/dump-restore.js';
import { followerFrozen } from './faults/follower-frozen.js';
import { kill } from './faults/kill.js';
import { lateCommit } from './faults/late-commit.js';
import { leaderFrozen, leaderKilled } from './faults/leader.js';
import { longTransactionElsewhere, longTransactionHere } from './faults/long-transaction.js';
import { paymentKill } from './faults/payment-kill.js';
import { pocKill } from './faults/poc-kill.js';
import { postgresRestart } from './faults/postgres-restart.js';
import { reviewFrozen } from './faults/review-frozen.js';
import { reviewKill } from './faults/review-kill.js';
import { reviewParts } from './faults/review-parts.js';
import { reviewFlushall, reviewRedisAway } from './faults/review-redis.js';
import { schedules } from './faults/schedules.js';
import { throwingProjection } from './faults/throwing-projection.js';
import { webhooks } from './faults/webhooks.js';

/** Every fault of `npm run faults`, and, but for the longest, of `npm test` with small counts. */
export const faults: readonly Fault[] = [
  crashBeforeSequencing,
  lateCommit,
  longTransactionElsewhere,
  longTransactionHere,
  throwingProjection,
  dumpRestore,
  postgresRestart,
  schedules,
  leaderKilled,
  leaderFrozen,
  followerFrozen,
  kill,
  reviewKill,
  reviewFrozen,
  reviewParts,
  reviewFlushall,
  reviewRedisAway,
  webhooks,
  pocKill,
  paymentKill,
];
