import { Inject, Injectable } from '@nestjs/common';
import { Config } from '@doyak/kernel/config';
import { EventStore } from '@doyak/kernel/event-store';
import {
  type Checkpoint,
  type Failed,
  type NoteSigner,
  parseNote,
  signCheckpoint,
  TiledTree,
  verifyConsistency,
} from '@doyak/kernel/transparency-log';
import type pg from 'pg';
import { v7 as uuidv7 } from 'uuid';
import {
  keysAt,
  type LogKey,
  LOG_PUBLISHER_STREAM,
  logPublisher,
  type LogPublisherCommand,
  type LogPublisherState,
} from '../domain/log-publisher.js';
import { LastSigned } from './last-signed.js';
import { LogKeys } from './log-keys.js';
import { LogTiles } from './log-tiles.js';
import { type SignedCheckpoint, SignedCheckpoints } from './signed-checkpoints.js';

type Queries = Pick<pg.Pool, 'query'>;

/** A new checkpoint and the tree it is of. */
export interface Signed {
  readonly signed: SignedCheckpoint;
  readonly tree: TiledTree;
  readonly fault?: undefined;
}

/** Something was signed, or there was nothing to sign, or it must not be. */
type Signing = Signed | { readonly signed?: undefined; readonly fault?: Failed };

const ACTOR = { kind: 'system', id: 'audit:log-publisher', authority: 'system' } as const;

/** Signs the log as it stands, if it continues all that was signed before. */
@Injectable()
export class CheckpointSigning {
  constructor(
    @Inject(Config) private readonly config: Pick<Config, 'logOrigin'>,
    @Inject(EventStore) private readonly store: EventStore,
    @Inject(LogTiles) private readonly tiles: LogTiles,
    @Inject(LogKeys) private readonly keys: LogKeys,
    @Inject(LastSigned) private readonly lastSigned: LastSigned,
    @Inject(SignedCheckpoints) private readonly checkpoints: SignedCheckpoints,
  ) {}

  /**
   * Signs one checkpoint. `session` holds the publisher's lock; the checkpoint is written through it, so that whoever has lost the lock
   * publishes nothing. Throws where the key is not here.
   */
  async sign(session: Queries, now: Date): Promise<Signing> {
    const signers = await this.signers(now);
    const head = await headOf(session);
    const latest = await this.checkpoints.latest(session);
    const own = this.lastSigned.read(this.config.logOrigin);
    const tree = new TiledTree(head.size, async (level, index, width) => {
      const tile = await this.tiles.tile({ level, index, width }, session);
      if (!tile) throw new Error(`tile ${level}/${index} of width ${width} is missing`);
      return tile;
    });
    const fault = await faultOf(tree, head, [latest, own]);
    if (fault) {
      await this.stop(fault, Math.max(latest?.size ?? 0, own?.size ?? 0), head.size, now);
      return { fault };
    }
    await this.resume(latest?.size ?? 0, head.size, now);
    if (latest?.size === head.size && signedByAll(latest.note, signers)) return {};
    const note = await signCheckpoint({ origin: this.config.logOrigin, ...head }, ...signers);
    // The file first: were it behind, a database put back to just before this checkpoint could sign another in its place.
    this.lastSigned.write(this.config.logOrigin, note);
    const id = await this.checkpoints.keep({ ...head, note }, session);
    return { signed: { id, ...head, note, signedAt: now }, tree };
  }

  private async state(): Promise<LogPublisherState> {
    return (await this.store.load(LOG_PUBLISHER_STREAM, logPublisher)).state;
  }

  private async signers(now: Date): Promise<NoteSigner[]> {
    const ofThisLog = ({ verifierKey }: LogKey) => verifierKey.startsWith(`${this.config.logOrigin}+`);
    if (!(await this.state()).keys.some(ofThisLog)) {
      const verifierKey = await this.keys.create(this.config.logOrigin);
      await this.give({ type: 'IntroduceLogKey', verifierKey, overlapMs: 0 }, now);
    }
    const wanted = keysAt(await this.state(), now).filter(ofThisLog);
    const found = await Promise.all(wanted.map(({ verifierKey }) => this.keys.signer(verifierKey)));
    const signers = found.filter((signer) => signer !== undefined);
    // A newer key alone may sign; without the newest nothing is signed, or readers who know only that one could not follow.
    if (found.at(-1) === undefined)
      throw new Error(
        `The log's key ${wanted.at(-1)?.verifierKey ?? '(none for this origin)'} is not in the folder "log" of the data folder: ` +
          'put it there, or introduce a new one with doyak log rotate-key',
      );
    return signers;
  }

  private async stop(fault: Failed, signedSize: number, foundSize: number, now: Date): Promise<void> {
    const { fault: code, detail } = fault;
    await this.give({ type: 'StopPublishing', fault: code, detail, signedSize, foundSize }, now);
  }

  private async resume(signedSize: number, foundSize: number, now: Date): Promise<void> {
    if ((await this.state()).stopped)
      await this.give({ type: 'ResumePublishing', signedSize, foundSize }, now);
  }

  private async give(command: LogPublisherCommand, now: Date): Promise<void> {
    await this.store.decide(LOG_PUBLISHER_STREAM, logPublisher, command, {
      actor: ACTOR,
      now,
      commandId: uuidv7(),
    });
  }
}

async function headOf(session: Queries): Promise<{ size: number; root: Uint8Array }> {
  const { rows } = await session.query<{ size: string; root: Buffer }>(
    'select size, root from doyak.log_head',
  );
  return { size: Number(rows[0]!.size), root: rows[0]!.root };
}

/** Whether the head is the root of its tiles and continues each of what was signed. */
async function faultOf(
  tree: TiledTree,
  head: { size: number; root: Uint8Array },
  signed: readonly (Pick<Checkpoint, 'size' | 'root'> | undefined)[],
): Promise<Failed | undefined> {
  let derived: Uint8Array;
  try {
    derived = await tree.root();
  } catch (error) {
    return {
      ok: false,
      fault: 'entry-missing',
      detail: `The log's tree cannot be read: ${(error as Error).message}`,
    };
  }
  if (!Buffer.from(derived).equals(head.root))
    return {
      ok: false,
      fault: 'root-mismatch',
      detail: "The log's tiles do not have the root that the log says",
    };
  for (const last of signed) {
    if (!last) continue;
    const proof = last.size <= head.size ? await tree.consistencyProof(last.size) : [];
    const { size: oldSize, root: oldRoot } = last;
    const checked = verifyConsistency({ oldSize, oldRoot, newSize: head.size, newRoot: head.root, proof });
    if (!checked.ok) return checked;
  }
  return undefined;
}

function signedByAll(note: string, signers: readonly NoteSigner[]): boolean {
  const parsed = parseNote(note);
  return (
    parsed.ok && signers.every(({ keyId }) => parsed.value.signatures.some((one) => one.keyId === keyId))
  );
}
