import type { RequestContext } from './request-context.js';

/** What somebody is about to read. */
export interface ReadRoute {
  /** As the API document names it, e.g. `/v1/cases/{id}`. */
  readonly template: string;
  readonly params: Readonly<Record<string, string>>;
  /** Names of the query's members. */
  readonly query: readonly string[];
}

/** Told of every reading by somebody who is known, before the handler runs. Provided under this class; without one nothing is recorded. */
export abstract class ReadingRecorder {
  /** What it throws refuses the reading. */
  abstract record(context: RequestContext, route: ReadRoute): Promise<void>;
}
