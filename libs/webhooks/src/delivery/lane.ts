import { setTimeout as delay } from 'node:timers/promises';
import type { Outbound } from '@doyak/kernel/outbound';
import type { Database } from '@doyak/kernel/database';
import { wholeBody } from '../published/cloud-event.js';
import { type Breaker, EndpointFault } from './breakers.js';
import type { DeliverySettings } from './delivery-settings.js';
import { type LaneEndpoint, readWaiting, renewLane, type WaitingMessage } from './lane-rows.js';
import { type Line, Lines } from './lines.js';
import { checkReceipt, receiptIn, sha256Of } from './partner-receipts.js';
import { ResultWriter } from './result-writer.js';
import { type SigningKeys, sendOnce } from './send.js';
import { type Attempted, retryAfter, type Verdict, verdictOf } from './verdict.js';

export interface LaneParts {
  readonly database: Database;
  readonly outbound: Outbound;
  readonly settings: DeliverySettings;
  readonly breaker: Breaker;
  readonly keys: SigningKeys;
  readonly source: string;
  /** Keys with which the partner signs receipts. */
  readonly partnerKeys: readonly string[];
  /** Makes the body of a message that has none yet. */
  readonly render: (message: WaitingMessage) => Promise<string>;
  /** A place in time, and to wait for something new since then, at most so long (ms). */
  readonly turn: () => number;
  readonly wait: (ms: number, since: number) => Promise<void>;
  readonly observe: (verdict: Verdict, ms: number) => void;
  readonly signal: AbortSignal;
}

/** How a lane ended: whether it must pause, and why its endpoint wants nothing more. */
export interface LaneEnd {
  readonly pauseMs: number;
  readonly stopped: { readonly because: 'gone' | 'exhausted'; readonly eventId: string } | undefined;
}

/** Ms until a lane that has nothing more looks again, and the least of them when the log brings something before. */
const LOOK = { most: 50, least: 10 };

/**
 * Sends what waits for one endpoint, for a while: the messages of a case one after the other, those of different cases side by side. Only one
 * lane works for an endpoint at a time, and what it holds in memory is bounded.
 */
export class Lane {
  private readonly lines = new Lines();
  private readonly writer: ResultWriter;
  /** Attempts that are under way. */
  private under = 0;
  private exhausted = false;
  private refilling: Promise<void> | undefined;
  private listening: Promise<void> | undefined;
  private lookedAt = 0;
  private over = false;
  private pauseMs = 0;
  private nextSlot = 0;
  private stopped: LaneEnd['stopped'];
  private fault: unknown;
  private wake: (() => void) | undefined;
  private readonly startedAt = performance.now();
  private lastBegun = performance.now();

  constructor(
    private readonly endpoint: LaneEndpoint,
    private readonly holder: string,
    private readonly parts: LaneParts,
  ) {
    const { database, settings } = parts;
    this.writer = new ResultWriter(database, endpoint.endpoint_id, holder, settings, (error) =>
      this.fail(error),
    );
  }

  async run(): Promise<LaneEnd> {
    const { settings, database } = this.parts;
    const renewing = setInterval(() => {
      renewLane(database, this.endpoint.endpoint_id, this.holder, settings.lease).catch((error: unknown) =>
        this.fail(error),
      );
    }, settings.lease / 3);
    try {
      await this.drain();
      await this.writer.flush();
      if (this.fault !== undefined) throw this.fault;
      return { pauseMs: this.pauseMs, stopped: this.stopped };
    } finally {
      this.over = true;
      clearInterval(renewing);
      this.writer.close();
    }
  }

  /** Keeps `concurrency` attempts under way until nothing is left, the time is over, or the endpoint is to be left alone. */
  private async drain(): Promise<void> {
    const { settings } = this.parts;
    for (;;) {
      this.begin();
      // Read ahead while attempts are under way.
      if (this.mayRead()) void this.refill();
      if (this.under > 0 || this.refilling) {
        // What comes meanwhile does not wait for what is under way.
        await Promise.race([this.woken(), ...(this.exhausted && !this.over ? [this.news()] : [])]);
        continue;
      }
      if (this.over) return;
      if (performance.now() - this.lastBegun > settings.linger) return;
      await this.news();
    }
  }

  /** Begins attempts as far as there are places and lines whose turn it is. */
  private begin(): void {
    this.look();
    while (!this.over && this.under < this.endpoint.concurrency) {
      const line = this.lines.next();
      if (!line) return;
      this.lastBegun = performance.now();
      this.under += 1;
      void this.work(line).finally(() => {
        this.under -= 1;
        // The place goes to the next line at once; what else is to be done, the loop does.
        this.begin();
        if (this.under === 0 || this.lines.idle || this.mayRead()) this.wake?.();
      });
    }
  }

  /** Until there may be more messages. Every follower's step wakes it, so that it keeps some distance to the last look. */
  private news(): Promise<void> {
    const turn = this.lookedAt;
    this.listening ??= delay(LOOK.least)
      .then(() => this.parts.wait(LOOK.most, turn))
      .then(() => {
        this.exhausted = false;
        this.listening = undefined;
      });
    return this.listening;
  }

  private mayRead(): boolean {
    const { inMemory } = this.parts.settings;
    return !this.over && !this.exhausted && !this.refilling && this.lines.held < inMemory / 2;
  }

  private woken(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }

  private look(): void {
    const { settings, signal } = this.parts;
    if (signal.aborted || performance.now() - this.startedAt > settings.slice) this.over = true;
  }

  private refill(): Promise<void> {
    this.refilling ??= this.fill()
      .catch((error: unknown) => this.fail(error))
      .finally(() => {
        this.refilling = undefined;
        this.wake?.();
      });
    return this.refilling;
  }

  private async fill(): Promise<void> {
    const { database, settings, turn } = this.parts;
    this.lookedAt = turn();
    const { endpoint, holder, lines } = this;
    const messages = await readWaiting(database, endpoint, holder, lines.after, settings.inMemory / 2);
    this.exhausted = messages.length === 0;
    lines.add(messages);
  }

  /** One attempt for the first message of a line; what follows it gets its turn behind the other lines. */
  private async work(line: Line): Promise<void> {
    const message = line.waiting[0];
    if (!message) return;
    line.busy = true;
    try {
      const delivered = await this.attempt(message);
      if (delivered === undefined) return;
      this.lines.attempted(line, delivered);
    } catch (error) {
      this.fail(error);
    } finally {
      line.busy = false;
      if (!this.over) this.lines.again(line);
    }
  }

  /** Whether it was delivered; `undefined`: no attempt was made. */
  private async attempt(message: WaitingMessage): Promise<boolean | undefined> {
    const { outbound, settings, keys, source, breaker, signal } = this.parts;
    if (!(await this.slot())) return undefined;
    const stored = message.body ?? (await this.parts.render(message));
    const body = Buffer.from(wholeBody(stored, source, message.previous));
    const url = this.endpoint.url!;
    const attempted = await breaker.run(async () => {
      const result = await sendOnce(outbound, { url, id: message.event_id, body }, keys, {
        timeoutMs: settings.timeout,
        signal,
      });
      if (result.failure !== 'ABORTED' && verdictOf(result) === 'failed') throw new EndpointFault(result);
      return result;
    });
    if (attempted === undefined) {
      this.leaveAlone(breaker.pause());
      return undefined;
    }
    // Given up by this process, not by the endpoint.
    if (attempted.failure === 'ABORTED') return undefined;
    return this.settle(message, body, attempted);
  }

  private settle(message: WaitingMessage, body: Buffer, attempted: Attempted): boolean {
    const { settings, partnerKeys, breaker } = this.parts;
    const verdict = verdictOf(attempted);
    const number = message.attempts + 1;
    const delivered = verdict === 'delivered';
    const bodySha256 = sha256Of(body);
    const found = delivered && attempted.answer ? receiptIn(attempted.answer) : undefined;
    const checked =
      found === undefined || typeof found === 'string'
        ? found
        : checkReceipt(found, { id: message.event_id, bodySha256 }, partnerKeys);
    const wished = delivered ? undefined : this.retryDelay(number, attempted);
    const kept = typeof checked === 'object' ? checked : undefined;
    const { startedAt, ms, status, failure, answer, truncated } = attempted;
    const retryAt = wished === undefined ? undefined : new Date(Date.now() + wished);
    const result = { index: message.index, number, delivered, bodySha256, retryAt, kept };
    const receipt = typeof checked === 'object' ? 'KEPT' : checked;
    this.writer.note({ ...result, startedAt, ms, status, failure, answer, truncated, receipt });
    this.parts.observe(verdict, Date.now() - message.made_at.getTime());
    if (verdict === 'throttled')
      this.leaveAlone(
        Math.min(retryAfter(attempted.headers, new Date()) ?? settings.throttle, settings.longestThrottle),
      );
    if (verdict === 'failed' && breaker.pause() > 0) this.leaveAlone(breaker.pause());
    if (verdict === 'gone') this.stop('gone', message.event_id);
    else if (!delivered && number > settings.retryDelays.length) this.stop('exhausted', message.event_id);
    return delivered;
  }

  private retryDelay(number: number, { headers }: Attempted): number {
    const { retryDelays, jitter, longestThrottle } = this.parts.settings;
    const wished = Math.min(retryAfter(headers, new Date()) ?? 0, longestThrottle);
    const planned = retryDelays[Math.min(number, retryDelays.length) - 1] ?? 0;
    return Math.max(wished, planned * (1 + jitter * Math.random()));
  }

  /** Waits for the next place of the endpoint's rate; `false`: not in this slice. */
  private async slot(): Promise<boolean> {
    if (this.over) return false;
    const { per_minute: perMinute } = this.endpoint;
    if (perMinute === null) return true;
    const at = Math.max(this.nextSlot, performance.now());
    this.nextSlot = at + 60_000 / perMinute;
    const wait = at - performance.now();
    if (wait > this.parts.settings.slice) {
      this.leaveAlone(wait);
      return false;
    }
    if (wait > 1) await delay(wait);
    return !this.over;
  }

  private leaveAlone(ms: number): void {
    this.pauseMs = Math.max(this.pauseMs, ms);
    this.over = true;
  }

  private stop(because: 'gone' | 'exhausted', eventId: string): void {
    this.stopped ??= { because, eventId };
    this.over = true;
  }

  private fail(error: unknown): void {
    this.fault ??= error;
    this.over = true;
    this.wake?.();
  }
}
