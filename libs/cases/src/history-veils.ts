import { Injectable } from '@nestjs/common';
import type { LoggedEvent } from '@doyak/kernel/event-store';

/** Who reads the history of a case. */
export interface HistoryReader {
  readonly personId: string;
  /** Reads the histories of all cases; else a party to this one. */
  readonly inside: boolean;
}

/** What is left of an event's data for a reader; the data itself where nothing is withheld. */
type Veil = (event: LoggedEvent) => unknown;

/** Made once for a history, from all of it: what may be seen of one event can follow from a later one. */
export type VeilOf = (history: readonly LoggedEvent[], reader: HistoryReader) => Veil;

/** Collects from the contexts what readers of a case's history may not see of their events. */
@Injectable()
export class HistoryVeils {
  private readonly veils = new Map<string, VeilOf>();

  /** For the events whose stored type begins with the context's name. Throws when a context registers twice. */
  register(context: string, veil: VeilOf): void {
    if (this.veils.has(context)) throw new Error(`${context} registers what it withholds twice`);
    this.veils.set(context, veil);
  }

  of(history: readonly LoggedEvent[], reader: HistoryReader): Veil {
    const made = new Map([...this.veils].map(([context, veil]) => [context, veil(history, reader)]));
    return (event) => made.get(event.stored.split('.')[0]!)?.(event) ?? event.data;
  }
}
