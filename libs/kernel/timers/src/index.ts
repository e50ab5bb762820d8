/** Timers: rows in PostgreSQL that give a command when they are due. A restart delays them by the pause between looks at most. */
import { CreateTimers1764000000301 } from './migrations/create-timers-1764000000301.js';
import { HoldTimersFrom1764000000302 } from './migrations/hold-timers-from-1764000000302.js';

export { type TimerHandler, TimerRunner, TimerOptions } from './timer-runner.js';
export { clearTimers, clearTimersOf, lookAnew, setTimer, type Timer } from './timers.js';
export { TimersModule } from './timers.module.js';

/** Run by the owner, after those of the event store. */
export const migrations = [CreateTimers1764000000301, HoldTimersFrom1764000000302];
