import { Injectable } from '@nestjs/common';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How deliveries behave, in ms. The defaults are the contract with partners; tests shorten them. */
@Injectable()
export class DeliverySettings {
  /** Before the second, third, … attempt. A message whose last attempt fails pauses its endpoint. */
  retryDelays: readonly number[] = [
    ...[5 * SECOND, 5 * MINUTE, 30 * MINUTE],
    ...[2, 5, 10, 14, 20, 24].map((hours) => hours * HOUR),
  ];
  /** Share of a delay by which it may be longer, at random. */
  jitter = 0.1;
  /** One attempt, from the look at the name to the last byte. */
  timeout = 15 * SECOND;
  /** A lane begins no attempt after this long: another endpoint's turn. */
  slice = 15 * SECOND;
  /** A lane that has nothing left waits this long for more before it rests. */
  linger = 250;
  /** A lane that has not been renewed for this long belongs to whoever takes it. */
  lease = 10 * SECOND;
  /** Messages of one endpoint in memory at a time. */
  inMemory = 500;
  /** Results are written together: at most this many, this long after the first. */
  flushCount = 200;
  flushAfter = 50;
  /** Pause of an endpoint that asks for one without saying how long, and the longest that it can ask for. */
  throttle = 5 * SECOND;
  longestThrottle = 24 * HOUR;
  /** First and longest pause of a lane whose endpoint does not work. */
  breakFirst = 5 * SECOND;
  breakLongest = 5 * MINUTE;
  /** Longest pause between looks for lanes with something to send. */
  look = 100;
}
