/**
 * Why a command is refused, and with it the HTTP status of the answer:
 * `conflict` the state does not allow it (409), `rule` a rule of the field is broken (422),
 * `forbidden` this actor may not (403), `not-found` there is no such thing (404).
 */
export type RefusalKind = 'conflict' | 'rule' | 'forbidden' | 'not-found';

/** One fault of the input, with a JSON pointer (RFC 6901) into the request body. */
export interface Violation {
  readonly pointer: string;
  readonly code: string;
  readonly detail: string;
}

/** A command that was understood and refused. `code` is stable: clients decide on it, texts may change. */
export class Refusal extends Error {
  override readonly name = 'Refusal';

  constructor(
    readonly kind: RefusalKind,
    /** SCREAMING_SNAKE_CASE, e.g. `APPLICATION_ALREADY_SUBMITTED`. */
    readonly code: string,
    /** For people; without personal data. */
    readonly detail: string,
    readonly violations: readonly Violation[] = [],
  ) {
    super(`${code}: ${detail}`);
  }
}
