import { Injectable } from '@nestjs/common';

/** How the state of an aggregate follows from its events; its name begins its streams (`case-…`). */
export interface Aggregate {
  readonly name: string;
  readonly initialState: unknown;
  evolve(state: never, event: never): unknown;
}

/** The aggregates of all contexts, for whoever folds streams of any of them. */
@Injectable()
export class Aggregates {
  private known: Aggregate[] = [];

  /** Throws when two have one name: boot fails. */
  register(aggregates: readonly Aggregate[]): void {
    for (const aggregate of aggregates) {
      if (this.known.some(({ name }) => name === aggregate.name))
        throw new Error(`Two aggregates are named ${aggregate.name}`);
      this.known.push(aggregate);
    }
    // `case-numbers-…` is not a stream of `case`.
    this.known = [...this.known].sort((one, other) => other.name.length - one.name.length);
  }

  /** Whose stream it is; undefined for streams that nobody decides on. */
  of(streamId: string): Aggregate | undefined {
    return this.known.find(({ name }) => streamId.startsWith(`${name}-`));
  }
}
