/** Result of a command: what `store.decide` returns. */
export interface CommandOutcome {
  /** `<prefix>-<uuid>`; the answer's `id` is the part after the prefix. */
  readonly streamId: string;
  readonly version: number;
  readonly events: readonly { readonly id: string; readonly type: string; readonly streamVersion: number }[];
  readonly repeated?: boolean;
}

export interface ReplyOptions {
  /** Stream version: becomes the `ETag`, and `If-None-Match` is answered with 304. */
  readonly version?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Personal data leaves as it is: whoever says so has recorded who looks, and why. Absent: masked. */
  readonly unmasked?: boolean;
}

/** An answer with more than its body. */
export class Reply<Body> {
  constructor(
    readonly body: Body,
    readonly options: ReplyOptions,
  ) {}
}

/** `return reply(view, { version })` */
export function reply<Body>(body: Body, options: ReplyOptions): Reply<Body> {
  return new Reply(body, options);
}
