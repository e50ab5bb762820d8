import { Inject, Injectable } from '@nestjs/common';
import { Aggregates, EventStore, type LoggedEvent, type Past } from '@doyak/kernel/event-store';
import { definitionDigest, type EligibilityRule, Programs } from '@doyak/programs';
import { type Difference, jsonDifferences } from './json-differences.js';

/** The definition by which a case goes when an event is decided, and the rules that the event names. */
export interface Applied {
  readonly programId: string;
  readonly programVersion: number;
  /** SHA-256 of the definition. */
  readonly digest: string;
  readonly rules: readonly { readonly id: string; readonly rule: string }[];
}

/** One event of a case with what it made of its stream. */
export interface ReplayStep {
  readonly event: LoggedEvent;
  /** The aggregate's state before and after, as JSON; undefined where nobody decides on the stream. */
  readonly before: unknown;
  readonly after: unknown;
  readonly differences: readonly Difference[];
  readonly applied: Applied | undefined;
}

/** A stream of a case whose state differs between two instants. */
export interface StreamChanges {
  readonly streamId: string;
  readonly aggregate: string;
  readonly differences: readonly Difference[];
}

/** Which program version a case goes by. */
interface Version {
  readonly programId: string;
  readonly programVersion: number;
}

/** A case gone through again from the log: event by event, and between two instants. */
@Injectable()
export class CaseReplay {
  constructor(
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(Aggregates) private readonly aggregates: Aggregates,
    @Inject(Programs) private readonly programs: Programs,
  ) {}

  /** Event by event, in case order, what had happened and was recorded by then. */
  async steps(caseId: string, past: Past = {}): Promise<ReplayStep[]> {
    const states = new Map<string, unknown>();
    const steps: ReplayStep[] = [];
    let version: Version | undefined;
    for (const event of await this.eventsOf(caseId, past)) {
      version = versionOf(event) ?? version;
      const { before, after } = this.evolve(states, event);
      const differences = jsonDifferences(before, after);
      steps.push({ event, before, after, differences, applied: await this.appliedBy(event, version) });
    }
    return steps;
  }

  /** How the states of a case differ between two instants, and the events between them. */
  async changes(
    caseId: string,
    { from, to, knownAt }: { from: Date; to: Date; knownAt?: Date },
  ): Promise<{ events: LoggedEvent[]; streams: StreamChanges[] } | undefined> {
    const ever = await this.store.readCase(caseId);
    if (ever.length === 0) return undefined;
    const all = ever.filter((event) => knownBy(event, knownAt));
    const [before, after] = [from, to].map((asOf) => {
      const states = new Map<string, unknown>();
      for (const event of all) if (happenedBy(event, asOf)) this.evolve(states, event);
      return states;
    }) as [Map<string, unknown>, Map<string, unknown>];
    const streams = [...new Set([...before.keys(), ...after.keys()])].flatMap((streamId) => {
      const differences = jsonDifferences(before.get(streamId), after.get(streamId));
      const aggregate = this.aggregates.of(streamId)!.name;
      return differences.length > 0 ? [{ streamId, aggregate, differences }] : [];
    });
    return { events: all.filter((event) => !happenedBy(event, from) && happenedBy(event, to)), streams };
  }

  private async eventsOf(caseId: string, { asOf, knownAt }: Past): Promise<LoggedEvent[]> {
    return (await this.store.readCase(caseId)).filter(
      (event) => (!asOf || happenedBy(event, asOf)) && knownBy(event, knownAt),
    );
  }

  private evolve(states: Map<string, unknown>, event: LoggedEvent): { before: unknown; after: unknown } {
    const aggregate = this.aggregates.of(event.streamId);
    if (!aggregate) return { before: undefined, after: undefined };
    const before = states.has(event.streamId) ? states.get(event.streamId) : asJson(aggregate.initialState);
    const after = asJson(aggregate.evolve(before as never, event as never));
    states.set(event.streamId, after);
    return { before, after };
  }

  private async appliedBy(event: LoggedEvent, version: Version | undefined): Promise<Applied | undefined> {
    if (!version) return undefined;
    const definition = await this.programs.definition(version.programId, version.programVersion);
    const named = new Set(rulesNamed(event.data));
    const rules: readonly EligibilityRule[] = [
      ...definition.eligibility,
      ...definition.tracks.flatMap(({ eligibility }) => eligibility),
    ];
    return {
      ...version,
      digest: definitionDigest(definition),
      rules: rules.filter(({ id }) => named.has(id)).map(({ id, rule }) => ({ id, rule })),
    };
  }
}

const knownBy = ({ recordedAt }: LoggedEvent, knownAt: Date | undefined) =>
  !knownAt || Date.parse(recordedAt) <= knownAt.getTime();
const happenedBy = ({ occurredAt }: LoggedEvent, asOf: Date) => Date.parse(occurredAt) <= asOf.getTime();

/** States are records of plain values: as JSON they can be shown, compared and evolved further. */
function asJson(state: unknown): unknown {
  return JSON.parse(JSON.stringify(state)) as unknown;
}

/** Any event of a case that says by which version it goes; the last one counts, so that a migrated case is told by its new one. */
function versionOf({ data }: LoggedEvent): Version | undefined {
  const { programId, programVersion } = data as Partial<Version>;
  return programId !== undefined && programVersion !== undefined ? { programId, programVersion } : undefined;
}

function rulesNamed(data: unknown): string[] {
  if (Array.isArray(data)) return data.flatMap(rulesNamed);
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([name, value]) =>
    name === 'rule' && typeof value === 'string' ? [value] : rulesNamed(value),
  );
}
