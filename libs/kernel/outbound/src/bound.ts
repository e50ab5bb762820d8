import { OutboundFailed } from './failures.js';

/** Whoever waits for a signal, so that it has one listener however many requests are under way. */
const waiting = new WeakMap<AbortSignal, Set<() => void>>();

function whenAborted(signal: AbortSignal, give: () => void): void {
  let all = waiting.get(signal);
  if (!all) {
    const set = (all = new Set<() => void>());
    waiting.set(signal, set);
    signal.addEventListener('abort', () => [...set].forEach((one) => one()), { once: true });
  }
  all.add(give);
}

/** The time that a request has, and the caller's wish to give it up. */
export class Bound {
  private readonly timer: NodeJS.Timeout;
  private ending: ((reason: OutboundFailed) => void) | undefined;
  reason: OutboundFailed | undefined;

  constructor(
    timeoutMs: number,
    private readonly outer: AbortSignal | undefined,
  ) {
    this.timer = setTimeout(
      () => this.give('TIMED_OUT', `No whole answer within ${timeoutMs} ms`),
      timeoutMs,
    );
    if (!outer) return;
    if (outer.aborted) this.onAbort();
    else whenAborted(outer, this.onAbort);
  }

  /** Called once, at once if it is over already. */
  whenOver(end: (reason: OutboundFailed) => void): void {
    this.ending = end;
    if (this.reason) end(this.reason);
  }

  /** As a signal, for those who want one. */
  signal(): AbortSignal {
    const controller = new AbortController();
    this.whenOver((reason) => controller.abort(reason));
    return controller.signal;
  }

  done(): void {
    clearTimeout(this.timer);
    this.ending = undefined;
    if (this.outer) waiting.get(this.outer)?.delete(this.onAbort);
  }

  private readonly onAbort = () => this.give('ABORTED', 'The request was given up');

  private give(code: 'TIMED_OUT' | 'ABORTED', detail: string): void {
    if (this.reason) return;
    this.reason = new OutboundFailed(code, detail);
    this.ending?.(this.reason);
  }
}
