import { describe, expect, it } from '@jest/globals';
import { Clock, SimulatedClock } from './index.js';

describe('Clock', () => {
  it("tells the machine's time", () => {
    const before = Date.now();
    const told = new Clock().now().getTime();
    expect(told).toBeGreaterThanOrEqual(before);
    expect(told).toBeLessThanOrEqual(Date.now());
  });

  it('tells another time in a simulation, goes on, and is moved forwards only', () => {
    const clock = new SimulatedClock(new Date('2026-04-06T00:00:00Z'));
    expect(clock.now().toISOString()).toMatch(/^2026-04-06T00:00/);
    clock.moveTo(new Date('2026-04-27T09:00:00Z'));
    expect(clock.now().toISOString()).toMatch(/^2026-04-27T09:00/);
    expect(() => clock.moveTo(new Date('2026-04-27T08:59:00Z'))).toThrow(RangeError);
    expect(() => clock.moveTo(new Date(Number.NaN))).toThrow(RangeError);
    expect(clock.now().toISOString()).toMatch(/^2026-04-27T09:00/);
  });
});
