/** What time it is for whoever decides by time: that of the machine. */
export class Clock {
  /** Ms by which it runs before the machine's clock: 0, but in a simulation. */
  get aheadMs(): number {
    return 0;
  }

  now(): Date {
    return new Date(Date.now() + this.aheadMs);
  }
}

/**
 * A clock for simulations, which tells any time and is moved on from outside. Only code that starts a platform can choose it: no
 * setting and no route leads to it (docs/adr/0022-simulated-time.md).
 */
export class SimulatedClock extends Clock {
  private ahead: number;

  constructor(start: Date) {
    super();
    this.ahead = start.getTime() - Date.now();
  }

  override get aheadMs(): number {
    return this.ahead;
  }

  /** From here on it is this instant or later. Throws RangeError for one that has passed: time does not run back. */
  moveTo(instant: Date): void {
    const ahead = instant.getTime() - Date.now();
    if (!(ahead >= this.ahead)) throw new RangeError(`${instant.toISOString()} has passed`);
    this.ahead = ahead;
  }
}
