/** What the demo tells a process of its own. */
export type ToChild<Start> = { readonly start: Start } | { readonly moveTo: string } | 'stop';

export interface ServerStart {
  readonly part: 'api' | 'worker';
  readonly home: string;
  readonly ownerUrl: string;
  readonly appUrl: string;
  /** What time it is there, ISO 8601. */
  readonly now: string;
  /** Who is there from the beginning; the API makes them. */
  readonly administrator: { readonly name: string; readonly email: string; readonly password: string };
}

/** What it answers: each message once. */
export type FromChild =
  { readonly ready: { readonly url?: string } } | { readonly movedTo: string } | { readonly failed: string };
