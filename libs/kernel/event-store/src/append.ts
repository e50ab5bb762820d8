import { randomFillSync } from 'node:crypto';
import { canonicalBytes, payloadCommitment } from '@doyak/kernel/transparency-log';
import type { Actor, Claim, DomainEvent } from '@doyak/kernel/decider';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
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
  /** SHA-256 of the request: the same command id with another fingerprint is refused. */
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

interface Answer {
  first: number;
  last: number;
  repeated: boolean;
  /** Of a repeat: where the first result is. */
  stream?: string;
  events?: [id: string, type: string, version: number][];
}

const SALT_BYTES = 16;
const saltPool = Buffer.allocUnsafe(SALT_BYTES * 256);
let saltUsed = saltPool.length;

/** Salts are drawn 256 at a time: a call to the system's generator costs more than the hash it salts. */
function nextSalt(): Buffer {
  if (saltUsed === saltPool.length) {
    randomFillSync(saltPool);
    saltUsed = 0;
  }
  saltUsed += SALT_BYTES;
  return Buffer.from(saltPool.subarray(saltUsed - SALT_BYTES, saltUsed));
}

const decoder = new TextDecoder();

/**
 * Appends in one round trip through `doyak.append`. Throws `VersionConflict`, `ClaimTaken`, `CommandReused`, or
 * `UnregisteredEvent` when an event does not fit its registered schema.
 */
export async function append(
  client: Pick<pg.Pool, 'query'>,
  registry: EventRegistry,
  request: AppendRequest,
): Promise<Appended> {
  if (request.events.length === 0) throw new RangeError('A command that changes nothing appends nothing');
  const made: { id: string; type: string }[] = [];
  const events = request.events.map((event) => {
    const { stored, version, data } = registry.serialise(event);
    const id = uuidv7();
    const bytes = canonicalBytes(data);
    const salt = nextSalt();
    made.push({ id, type: stored });
    return {
      i: id,
      t: stored,
      v: version,
      d: decoder.decode(bytes),
      n: salt.toString('base64'),
      h: Buffer.from(payloadCommitment(salt, bytes)).toString('base64'),
    };
  });
  const argument = JSON.stringify({
    s: request.streamId,
    x: request.expectedVersion,
    k: request.caseId,
    c: request.commandId,
    f: request.fingerprint,
    r: request.correlationId ?? request.commandId,
    u: request.causationId,
    o: request.now.toISOString(),
    ak: request.actor.kind,
    ai: request.actor.id,
    ao: request.actor.organisationId,
    aa: request.actor.authority,
    e: events,
    ct: claims(request.take),
    cr: claims(request.release),
  });
  const answer = (await call(client, request, argument))!;
  if (answer.repeated) return firstResult(answer);
  const appended = made.map((event, at) => ({ ...event, streamVersion: answer.first + at }));
  return { streamId: request.streamId, version: answer.last, repeated: false, events: appended };
}

/** The first result of a command id that has been answered before; `undefined` when it is new. Throws `CommandReused`. */
export async function answeredBefore(
  client: Pick<pg.Pool, 'query'>,
  request: Pick<AppendRequest, 'streamId' | 'commandId' | 'fingerprint'>,
): Promise<Appended | undefined> {
  const argument = JSON.stringify({
    s: request.streamId,
    c: request.commandId,
    f: request.fingerprint,
    e: [],
  });
  const answer = await call(client, request, argument);
  return answer ? firstResult(answer) : undefined;
}

function firstResult(answer: Answer): Appended {
  const events = (answer.events ?? []).map(([id, type, streamVersion]) => ({ id, type, streamVersion }));
  return { streamId: answer.stream!, version: answer.last, repeated: true, events };
}

function claims(list: readonly Claim[] | undefined): { n: string; k: string }[] | undefined {
  return list && list.length > 0 ? list.map(({ name, key }) => ({ n: name, k: key })) : undefined;
}

async function call(
  client: Pick<pg.Pool, 'query'>,
  request: Pick<AppendRequest, 'streamId' | 'expectedVersion' | 'commandId'>,
  argument: string,
): Promise<Answer | null> {
  const statement = { name: 'doyak-append', text: 'select doyak.append($1) as answer', values: [argument] };
  for (let attempt = 1; ; attempt += 1) {
    try {
      const { rows } = await client.query<{ answer: string | null }>(statement);
      const text = rows[0]!.answer;
      return text === null ? null : (JSON.parse(text) as Answer);
    } catch (error) {
      const { code, detail, constraint } = error as { code?: string; detail?: string; constraint?: string };
      if (code === 'DY001')
        throw new VersionConflict(request.streamId, request.expectedVersion ?? 0, Number(detail));
      if (code === 'DY002') {
        const { n, k } = JSON.parse(detail!) as { n: string; k: string };
        throw new ClaimTaken({ name: n, key: k });
      }
      if (code === 'DY003') throw new CommandReused(request.commandId);
      // The same command was in flight in another session and has committed since: now it is known, ask again.
      if (code === '23505' && constraint === 'commands_pkey' && attempt < 3) continue;
      throw error;
    }
  }
}
