import { randomFillSync } from 'node:crypto';
import { canonicalBytes, payloadCommitment } from '@doyak/kernel/transparency-log';
import type { Actor, Claim, DomainEvent } from '@doyak/kernel/decider';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import { type AppendGroup, appendAlone } from './append-group.js';
import { ClaimTaken, CommandReused, VersionConflict } from './errors.js';
import type { EventRegistry } from './event-registry.js';

/** What one command appends: events of one stream, all or nothing. */
export interface AppendRequest {
  readonly streamId: string;
  /** The version the stream must have (0: must not exist); absent: any. */
  readonly expectedVersion?: number;
  /** UUID of the case a new stream belongs to; later events of the stream follow it. */
  readonly caseId?: string;
  readonly events: readonly DomainEvent[];
  /** UUID. The same id again appends nothing and answers the first result. */
  readonly commandId: string;
  /** Of the request, a hash: the same command id with another fingerprint is refused. */
  readonly fingerprint?: string;
  readonly correlationId?: string;
  readonly causationId?: string;
  readonly actor: Actor;
  /** When it happened, by the clock of whoever gives the command. */
  readonly now: Date;
  readonly take?: readonly Claim[];
  readonly release?: readonly Claim[];
}

export interface AppendedEvent {
  readonly id: string;
  /** Stable stored type. */
  readonly type: string;
  readonly streamVersion: number;
}

export interface Appended {
  readonly streamId: string;
  /** The stream's version after the command. */
  readonly version: number;
  readonly events: readonly AppendedEvent[];
  /** Whether this command id had been answered before. */
  readonly repeated: boolean;
}

const SALT_BYTES = 16;
const COMMITMENT_BYTES = 32;
const randomPool = Buffer.allocUnsafe(16 * 512);
let randomUsed = randomPool.length;

/** 16 random bytes, valid until the next call, drawn 512 at a time: a call to the system's generator costs more than a hash. */
function random16(): Buffer {
  if (randomUsed === randomPool.length) {
    randomFillSync(randomPool);
    randomUsed = 0;
  }
  randomUsed += 16;
  return randomPool.subarray(randomUsed - 16, randomUsed);
}

const decoder = new TextDecoder();

/**
 * Appends in one round trip through `doyak.append`, alone or in a group. Throws `VersionConflict`, `ClaimTaken`, `CommandReused`, or
 * `UnregisteredEvent` when an event does not fit its registered schema.
 */
export async function append(
  client: Pick<pg.Pool, 'query'>,
  registry: EventRegistry,
  request: AppendRequest,
  group?: AppendGroup,
): Promise<Appended> {
  const { streamId, actor, commandId } = request;
  const count = request.events.length;
  if (count === 0) throw new RangeError('A command that changes nothing appends nothing');
  const [ids, types, versions, data]: [string[], string[], number[], string[]] = [[], [], [], []];
  const salts = Buffer.allocUnsafe(count * SALT_BYTES);
  const commitments = Buffer.allocUnsafe(count * COMMITMENT_BYTES);
  for (const [at, event] of request.events.entries()) {
    const serialised = registry.serialise(event);
    const bytes = canonicalBytes(serialised.data);
    ids.push(uuidv7({ random: random16() }));
    types.push(serialised.stored);
    versions.push(serialised.version);
    data.push(decoder.decode(bytes));
    const salt = random16();
    salts.set(salt, at * SALT_BYTES);
    commitments.set(payloadCommitment(salt, bytes), at * COMMITMENT_BYTES);
  }
  const version = await call(
    (values) => (group ? group.append(values) : appendAlone(client, values)),
    request,
    [
      streamId,
      request.expectedVersion,
      request.caseId,
      commandId,
      request.fingerprint,
      request.correlationId ?? commandId,
      request.causationId,
      request.now.toISOString(),
      actor.kind,
      actor.id,
      actor.organisationId,
      actor.authority,
      ids,
      types,
      versions,
      data,
      salts,
      commitments,
      claims(request.take),
      claims(request.release),
    ],
  );
  if (version === null) {
    const before = await answeredBefore(client, request);
    if (!before) throw new Error(`Command ${commandId} is known and yet has no result`);
    return before;
  }
  const first = version - count + 1;
  const events = ids.map((id, at) => ({ id, type: types[at]!, streamVersion: first + at }));
  return { streamId, version, repeated: false, events };
}

/** The first result of a command id that has been answered before; `undefined` when it is new. Throws `CommandReused`. */
export async function answeredBefore(
  client: Pick<pg.Pool, 'query'>,
  request: Pick<AppendRequest, 'streamId' | 'commandId' | 'fingerprint'>,
): Promise<Appended | undefined> {
  const { rows } = await client.query<{
    stream_id: string;
    fingerprint: string | null;
    last_version: number;
    events: [id: string, type: string, version: number][];
  }>({
    name: 'doyak-answered',
    text: `select c.stream_id, c.fingerprint, c.last_version, (
             select json_agg(json_build_array(e.id, e.type, e.version) order by e.version) from doyak.events e
             where e.stream_id = c.stream_id and e.version between c.first_version and c.last_version) as events
           from doyak.commands c where c.command_id = $1`,
    values: [request.commandId],
  });
  const [known] = rows;
  if (!known) return undefined;
  // A request that makes a new stream names another one each time: its fingerprint says whether it is the same request.
  const same =
    known.fingerprint === (request.fingerprint ?? null) &&
    (known.fingerprint !== null || known.stream_id === request.streamId);
  if (!same) throw new CommandReused(request.commandId);
  const events = known.events.map(([id, type, streamVersion]) => ({ id, type, streamVersion }));
  return { streamId: known.stream_id, version: known.last_version, repeated: true, events };
}

function claims(list: readonly Claim[] | undefined): string | null {
  if (!list || list.length === 0) return null;
  // Always in one order, so that two commands that want the same ones wait for each other in turn.
  const key = (claim: Claim) => `${claim.name} ${claim.key}`;
  return JSON.stringify(list.toSorted((a, b) => (key(a) < key(b) ? -1 : 1)));
}

/** Times an append is given again that PostgreSQL ended to resolve a deadlock. */
const ATTEMPTS = 3;

/** The stream's new version; `null` when the command id is known already. */
async function call(
  attempted: (values: unknown[]) => Promise<number | null>,
  request: AppendRequest,
  values: unknown[],
): Promise<number | null> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attempted(values);
    } catch (error) {
      const { code, detail, constraint } = error as { code?: string; detail?: string; constraint?: string };
      if (code === 'DY001')
        throw new VersionConflict(request.streamId, request.expectedVersion ?? 0, Number(detail));
      if (code === 'DY002') throw new ClaimTaken(JSON.parse(detail!) as Claim);
      if (code === '23505' && constraint === 'commands_pkey') return null;
      // Two streams that exchange claims. Inside somebody's transaction the next attempt fails at once.
      if (code !== '40P01' || attempt >= ATTEMPTS) throw error;
    }
  }
}
