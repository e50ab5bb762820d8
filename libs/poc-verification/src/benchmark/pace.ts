import { setTimeout as delay } from 'node:timers/promises';

/** Lets so many through a minute, evenly; without a limit all at once. */
export class Pace {
  private next = 0;
  private readonly pauseMs: number;

  constructor(perMinute: number | undefined) {
    this.pauseMs = perMinute === undefined ? 0 : 60_000 / perMinute;
  }

  async turn(signal: AbortSignal): Promise<void> {
    if (this.pauseMs === 0) return;
    const now = performance.now();
    const at = Math.max(now, this.next);
    this.next = at + this.pauseMs;
    if (at > now) await delay(at - now, undefined, { signal });
  }
}
