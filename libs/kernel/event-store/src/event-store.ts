import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, Optional } from '@nestjs/common';
import { Database } from '@doyak/kernel/database';
import type { Actor, Claim, CommandLike, Decider, DomainEvent, Given } from '@doyak/kernel/decider';
import { fold, Refusal } from '@doyak/kernel/decider';
import { withSpan } from '@doyak/kernel/tracing';
import { AppendGroup } from './append-group.js';
import { answeredBefore, append, type Appended, type AppendRequest } from './append.js';
import { VersionConflict } from './errors.js';
import { EventRegistry } from './event-registry.js';
import { EventSeals, sealEvents } from './event-seals.js';
import { copyLines } from './copy-lines.js';
import {
  copyOfLog,
  type LoggedEvent,
  parseRow,
  parseRows,
  type RecordedEvent,
  selectEvents,
  toRecorded,
} from './recorded-event.js';
import { Lanes } from './lanes.js';
import { StateCache } from './state-cache.js';
import { LogSignals } from './log-signals.js';

/** How a command reaches a decider, beside the command itself. */
export interface DecideOptions {
  readonly actor: Actor;
  readonly now: Date;
  /** UUID. The same id again answers the first result. */
  readonly commandId: string;
  /** What the caller saw; another version is a `VersionConflict`. Absent: decided anew on a conflict. */
  readonly expectedVersion?: number;
  /** UUID of the case a new stream belongs to; needed with its first command only. */
  readonly caseId?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  /** SHA-256 of the request that gave the command. */
  readonly fingerprint?: string;
}

/** Times a command is decided anew when others append to its stream in between. */
const ATTEMPTS = 12;

/** The truth: appends what deciders decide, and reads it back by stream, by case and in log order. */
@Injectable()
export class EventStore {
  private readonly states = new StateCache();
  private readonly lanes = new Lanes();
  private readonly group: AppendGroup;

  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(EventRegistry) private readonly registry: EventRegistry,
    @Inject(LogSignals) private readonly signals: LogSignals,
    @Optional() @Inject(EventSeals) private readonly seals?: EventSeals,
  ) {
    this.group = new AppendGroup(database.pool);
  }

  /** Appends events as they are, personal texts sealed. Throws `VersionConflict`, `ClaimTaken`, `CommandReused`. */
  async append(given: AppendRequest): Promise<Appended> {
    const request = { ...this.known(given), events: await this.sealed(given.events, given) };
    const about = { 'doyak.stream': request.streamId, 'doyak.events': request.events.length };
    const appended = await withSpan('append', about, () =>
      append(this.database.pool, this.registry, request, this.group),
    );
    this.signals.appended.signal();
    return appended;
  }

  /**
   * Loads the stream, decides, appends. A command that changes nothing answers with no events. Throws what `decide` throws (`Refusal`),
   * `VersionConflict` when `expectedVersion` is named and stale, `ClaimTaken`, `CommandReused`.
   */
  async decide<State, Command extends CommandLike, Event extends DomainEvent>(
    streamId: string,
    decider: Decider<State, Command, Event>,
    command: Command,
    options: DecideOptions,
  ): Promise<Appended> {
    return this.lanes.run(streamId, () => this.decideInTurn(streamId, decider, command, options));
  }

  private async decideInTurn<State, Command extends CommandLike, Event extends DomainEvent>(
    streamId: string,
    decider: Decider<State, Command, Event>,
    command: Command,
    options: DecideOptions,
  ): Promise<Appended> {
    const given: Given<Command> = { ...command, now: options.now, actor: options.actor };
    for (let attempt = 1; ; attempt += 1) {
      const cached = attempt === 1 ? this.states.get(streamId, decider) : undefined;
      const { state, version } = cached ?? (await this.load(streamId, decider));
      try {
        if (options.expectedVersion !== undefined && options.expectedVersion !== version) {
          throw new VersionConflict(streamId, options.expectedVersion, version);
        }
        const events = decider.decide(given, state);
        if (events.length === 0 && !cached) {
          const before = await this.answered(streamId, options);
          return before ?? { streamId, version, events: [], repeated: false };
        }
        if (events.length > 0) return await this.commit(streamId, decider, state, version, events, options);
      } catch (error) {
        const stale = error instanceof VersionConflict || error instanceof Refusal;
        if (stale && cached) continue;
        if (stale) {
          const before = await this.answered(streamId, options);
          if (before) return before;
        }
        const lostRace = error instanceof VersionConflict && options.expectedVersion === undefined;
        if (!lostRace || attempt >= ATTEMPTS) throw error;
        await delay(Math.random() * Math.min(64, 2 ** attempt));
      }
    }
  }

  private async commit<State, Event extends DomainEvent>(
    streamId: string,
    decider: Decider<State, never, Event>,
    before: State,
    version: number,
    decided: readonly Event[],
    options: DecideOptions,
  ): Promise<Appended> {
    // Sealed before they are folded: a state holds the same whether it was kept or loaded.
    const events = await this.sealed(decided, { streamId, caseId: options.caseId });
    const take: Claim[] = [];
    const release: Claim[] = [];
    let state = before;
    for (const event of events) {
      const change = decider.claims?.(event, state);
      if (change?.take) take.push(...change.take);
      if (change?.release) release.push(...change.release);
      state = decider.evolve(state, event);
    }
    this.states.forget(streamId);
    const { commandId, actor, now, caseId, correlationId, causationId, fingerprint } = options;
    const appended = await this.append({
      ...{ streamId, expectedVersion: version, events, take, release },
      ...{ commandId, actor, now, caseId, correlationId, causationId, fingerprint },
    });
    if (!appended.repeated) this.states.keep(streamId, decider, { state, version: appended.version });
    return appended;
  }

  private answered(streamId: string, options: DecideOptions): Promise<Appended | undefined> {
    return answeredBefore(this.database.pool, this.known({ streamId, ...options }));
  }

  /** With the fingerprint as it is stored: a hash of a request can be guessed, and outlives whom the request was about. */
  private known<Request extends Pick<AppendRequest, 'commandId' | 'fingerprint'>>(request: Request): Request {
    const { fingerprint, commandId } = request;
    if (!this.seals || fingerprint === undefined) return request;
    return { ...request, fingerprint: this.seals.sealFingerprint(fingerprint, commandId) };
  }

  private async sealed<Event extends DomainEvent>(
    events: readonly Event[],
    { streamId, caseId }: { streamId: string; caseId?: string | undefined },
  ): Promise<readonly Event[]> {
    return this.seals ? sealEvents(this.seals, this.registry, events, { streamId, caseId }) : events;
  }

  /** The stream's state and version; version 0 is a stream that does not exist. */
  async load<State, Event extends DomainEvent>(
    streamId: string,
    decider: Pick<Decider<State, never, Event>, 'initialState' | 'evolve'>,
  ): Promise<{ state: State; version: number }> {
    const { rows } = await this.database.pool.query<{ events: string | null }>({
      name: 'doyak-load',
      text: `select string_agg('["' || type || '",' || schema_version || ',' || data || ']', ',' order by version) as events
             from doyak.events where stream_id = $1`,
      values: [streamId],
    });
    const json = rows[0]!.events;
    if (json === null) return { state: decider.initialState, version: 0 };
    const stored = JSON.parse(`[${json}]`) as [type: string, schemaVersion: number, data: unknown][];
    let { initialState: state } = decider;
    for (const [type, schemaVersion, data] of stored) {
      state = decider.evolve(state, this.registry.deserialise(type, schemaVersion, data) as Event);
    }
    // A command often follows.
    const version = stored.length;
    if ('decide' in decider) this.states.keep(streamId, decider, { state, version });
    return { state, version };
  }

  /** All events of a stream in order, or those up to a version. */
  async readStream(streamId: string, options: { upToVersion?: number } = {}): Promise<RecordedEvent[]> {
    return this.read(
      'e.stream_id = $1 and e.version <= $2',
      'e.version',
      [streamId, options.upToVersion ?? 2_147_483_647],
      'left',
    );
  }

  /** All sequenced events of a case in case order, over all its streams. */
  async readCase(caseId: string): Promise<LoggedEvent[]> {
    return (await this.read('l.case_id = $1', 'l.case_sequence', [caseId], 'inner')) as LoggedEvent[];
  }

  /** Up to `limit` events with an index greater than `after` (-1: from the start), in log order. */
  async readLog(options: { after: number; limit: number }): Promise<LoggedEvent[]> {
    const range = [options.after, options.after + options.limit];
    return (await this.read('l.index > $1 and l.index <= $2', 'l.index', range, 'inner')) as LoggedEvent[];
  }

  /** The events at these places in the log, in log order. */
  async readAt(indexes: readonly number[]): Promise<LoggedEvent[]> {
    return (await this.read('l.index = any($1)', 'l.index', [indexes], 'inner', 'at')) as LoggedEvent[];
  }

  /** The whole log or a part of it, in flat memory. `to` is the last index wanted; `page` events at most are read in one snapshot. */
  async *streamLog(
    options: { after?: number; to?: number; page?: number } = {},
  ): AsyncGenerator<LoggedEvent> {
    const size = options.page ?? 50_000;
    const to = options.to ?? (await this.logSize()) - 1;
    const parse = (columns: string[]) => toRecorded(parseRow(columns), this.registry) as LoggedEvent;
    let after = options.after ?? -1;
    while (after < to) {
      const last = Math.min(to, after + size);
      let found = false;
      for await (const events of copyLines(this.database.pool, copyOfLog(after, last), parse)) {
        found = true;
        yield* events;
      }
      if (!found) return;
      after = last;
    }
  }

  /** Number of events in the log; its last index is one less. */
  async logSize(): Promise<number> {
    const { rows } = await this.database.pool.query<{ size: string }>('select size from doyak.log_head');
    return Number(rows[0]!.size);
  }

  /** Folds a stream's state as it was after a version. */
  async stateAt<State, Event extends DomainEvent>(
    streamId: string,
    decider: Decider<State, never, Event>,
    upToVersion: number,
  ): Promise<State> {
    return fold(decider, (await this.readStream(streamId, { upToVersion })) as unknown as Iterable<Event>);
  }

  private async read(
    where: string,
    order: string,
    values: unknown[],
    join: 'left' | 'inner',
    kind = 'by',
  ): Promise<RecordedEvent[]> {
    const source =
      join === 'inner'
        ? 'doyak.log l join doyak.events e on e.position = l.position'
        : 'doyak.events e left join doyak.log l on l.event_id = e.id';
    const { rows } = await this.database.pool.query<{ lines: string | null }>({
      name: `doyak-read-${kind}-${order}`,
      text: selectEvents(`${source} where ${where}`, order),
      values,
    });
    return parseRows(rows[0]!.lines).map((row) => toRecorded(row, this.registry));
  }
}
