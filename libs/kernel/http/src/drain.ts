import type { Server } from 'node:http';

/** Requests under way, and how a stopping process lets them end. */
export class Drain {
  draining = false;
  private readonly underWay = new Set<{
    readonly abort: AbortController;
    readonly longLived: () => boolean;
  }>();
  private idle: (() => void) | undefined;

  constructor(private readonly timeout: number) {}

  /** Returns what to call when the request is over. */
  enter(request: { readonly abort: AbortController; readonly longLived: () => boolean }): () => void {
    this.underWay.add(request);
    return () => {
      this.underWay.delete(request);
      if (this.underWay.size === 0) this.idle?.();
    };
  }

  get size(): number {
    return this.underWay.size;
  }

  /** Accepts no more, ends event streams, waits for the rest within the bound, then cuts what is left. */
  async run(server: Server | undefined): Promise<void> {
    if (this.draining) return;
    this.draining = true;
    server?.close();
    for (const { abort, longLived } of this.underWay)
      if (longLived()) abort.abort(new Error('The service is stopping'));
    if (this.underWay.size > 0) {
      let timer: NodeJS.Timeout | undefined;
      await new Promise<void>((resolve) => {
        this.idle = resolve;
        timer = setTimeout(resolve, this.timeout);
      });
      clearTimeout(timer);
    }
    for (const { abort } of this.underWay) abort.abort(new Error('The service is stopping'));
    server?.closeAllConnections();
  }
}
