/** What can be wrong with something from outside. Stable codes: a verifier prints them, tests and callers compare them. */
export type Fault =
  /** Of bytes and text: not what its format says. */
  | 'not-utf8'
  | 'not-json'
  | 'wrong-shape'
  | 'not-canonical'
  | 'malformed'
  | 'too-large'
  /** Of Merkle proofs. */
  | 'index-beyond-size'
  | 'size-shrank'
  | 'wrong-proof-length'
  | 'root-mismatch'
  /** Of signatures. */
  | 'wrong-origin'
  | 'wrong-signature'
  | 'no-known-signature'
  | 'too-few-cosignatures'
  /** Of a whole log. */
  | 'entry-altered'
  | 'tile-altered'
  | 'entry-missing'
  | 'entry-surplus'
  /** Of a case's chain. */
  | 'other-case'
  | 'sequence-gap'
  | 'broken-link'
  | 'out-of-order'
  | 'stream-gap'
  | 'chain-cut-off';

export interface Failed {
  readonly ok: false;
  readonly fault: Fault;
  /** One sentence for a person; says where, not what to do. */
  readonly detail: string;
}

/** The outcome of reading or verifying something from outside: such functions never throw on what they are given. */
export type Checked<Value> = { readonly ok: true; readonly value: Value } | Failed;

export function passed<Value>(value: Value): Checked<Value> {
  return { ok: true, value };
}

export function failed(fault: Fault, detail: string): Failed {
  return { ok: false, fault, detail };
}
