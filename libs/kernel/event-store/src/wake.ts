/**
 * In-process wake-up: whoever waits for something to happen in PostgreSQL polls, and is told at once when it happens in this
 * process. Nothing depends on a signal arriving.
 */
export class Wake {
  private waiting: (() => void)[] = [];
  private signals = 0;

  /** Taken before a look at PostgreSQL and handed to `wait`: a signal that comes in between is not missed. */
  turn(): number {
    return this.signals;
  }

  /** Lets everyone who waits go on. */
  signal(): void {
    this.signals += 1;
    const waiting = this.waiting;
    this.waiting = [];
    for (const go of waiting) go();
  }

  /** Resolves at the next signal (or the first since `turn`), or after `ms`, or when `abort` fires; never rejects. */
  wait(ms: number, abort?: AbortSignal, turn = this.signals): Promise<void> {
    if (abort?.aborted || turn !== this.signals) return Promise.resolve();
    return new Promise((resolve) => {
      const go = () => {
        clearTimeout(timer);
        abort?.removeEventListener('abort', go);
        const at = this.waiting.indexOf(go);
        if (at >= 0) this.waiting.splice(at, 1);
        resolve();
      };
      const timer = setTimeout(go, ms);
      abort?.addEventListener('abort', go, { once: true });
      this.waiting.push(go);
    });
  }
}

/** Polling that is quick while there is work and slow when there is none (5 ms doubling up to `slowest`). */
export class Pace {
  private current: number;

  constructor(
    private readonly slowest: number,
    private readonly quickest = 5,
  ) {
    this.current = quickest;
  }

  busy(): void {
    this.current = this.quickest;
  }

  /** The next pause in ms. */
  idle(): number {
    const pause = this.current;
    this.current = Math.min(this.current * 2, this.slowest);
    return pause;
  }
}
