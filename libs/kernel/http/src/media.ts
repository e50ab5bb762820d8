import type { Readable } from 'node:stream';

/** An answer that is not JSON. */
export class RawResponse {
  constructor(readonly contentType: string) {}
}

/** Text or bytes of the given media type; the handler returns a string, bytes, or an async iterable of them. */
export function raw(contentType: string): RawResponse {
  return new RawResponse(contentType);
}

export interface ServerSentEvent {
  /** The log index; a client that comes back sends it as `Last-Event-ID`. */
  readonly id?: string | number;
  readonly event?: string;
  /** Sent as JSON. */
  readonly data: unknown;
}

export class EventStream {
  constructor(readonly options: { readonly heartbeatMs: number; readonly lifetimeMs: number }) {}
}

/**
 * Server-sent events from an async iterable. A comment every `heartbeatMs` keeps proxies from closing the line; after `lifetimeMs`
 * the stream ends and the client comes back with `Last-Event-ID`, so that credentials are looked at again.
 */
export function eventStream(options: { heartbeatMs?: number; lifetimeMs?: number } = {}): EventStream {
  return new EventStream({
    heartbeatMs: options.heartbeatMs ?? 15_000,
    lifetimeMs: options.lifetimeMs ?? 15 * 60_000,
  });
}

export class Upload {
  constructor(readonly options: { readonly types: readonly string[]; readonly limit: number }) {}
}

/** A body of bytes instead of JSON. `types` are media types without parameters; `limit` in bytes. */
export function upload(options: { types: readonly string[]; limit: number }): Upload {
  return new Upload(options);
}

/** The bytes of an upload. Reading past the limit throws the 413 problem. */
export interface UploadedBody {
  readonly contentType: string;
  readonly stream: Readable;
}
