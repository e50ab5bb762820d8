import { Inject, Injectable, Logger } from '@nestjs/common';
import { Config, type LogWitness } from '@doyak/kernel/config';
import { Outbound } from '@doyak/kernel/outbound';
import {
  formatAddCheckpoint,
  formatSignature,
  type NoteVerifier,
  parseNote,
  parseSignatureLines,
  parseSize,
  parseVerifierKey,
  SIZE_TYPE,
  type TiledTree,
  verifyNote,
} from '@doyak/kernel/transparency-log';
import type pg from 'pg';
import { type SignedCheckpoint, SignedCheckpoints } from './signed-checkpoints.js';

/** Ms that one witness may take for one answer. */
const TIMEOUT = 5_000;

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

interface Known extends LogWitness {
  readonly key: NoteVerifier;
  /** What it has cosigned last, as far as is known; undefined: to be looked up. */
  size: number | undefined;
  /** The checkpoint that it has cosigned last. */
  cosigned: string | undefined;
  /** What it answered last when that was a refusal, so that each is told once. */
  trouble: string | undefined;
}

/** Asks the witnesses of the settings to cosign (C2SP tlog-witness). A witness that fails delays nothing but its own cosignature. */
@Injectable()
export class Witnesses {
  private readonly logger = new Logger('LogWitnesses');
  private readonly known: readonly Known[];

  constructor(
    @Inject(Config) { logWitnesses }: Pick<Config, 'logWitnesses'>,
    @Inject(SignedCheckpoints) private readonly checkpoints: SignedCheckpoints,
    @Inject(Outbound) private readonly outbound: Outbound,
  ) {
    this.known = logWitnesses.map((witness) => {
      const key = parseVerifierKey(witness.verifierKey);
      if (!key.ok) throw new Error(key.detail);
      return { ...witness, key: key.value, size: undefined, cosigned: undefined, trouble: undefined };
    });
  }

  /** Asks all at once those that have not cosigned it, and keeps what they answer; true once all have. Never throws for what a witness does. */
  async cosign(
    checkpoint: SignedCheckpoint,
    tree: TiledTree,
    session: Pick<pg.Pool, 'query'>,
    signal: AbortSignal,
  ): Promise<boolean> {
    await Promise.all(
      this.known.map(async (witness) => {
        if (witness.cosigned === checkpoint.id) return;
        try {
          witness.size ??= await this.checkpoints.cosignedSize(witness.key.name, session);
          const cosignature = await this.ask(witness, checkpoint, tree, signal);
          await this.checkpoints.keepCosignature(checkpoint.id, cosignature, session);
          witness.cosigned = checkpoint.id;
          witness.trouble = undefined;
        } catch (error) {
          const trouble = (error as Error).message;
          if (trouble !== witness.trouble && !signal.aborted)
            this.logger.error(`The witness ${witness.key.name} has not cosigned: ${trouble}`);
          witness.trouble = trouble;
        }
      }),
    );
    return this.known.every(({ cosigned }) => cosigned === checkpoint.id);
  }

  private async ask(witness: Known, { note, size }: SignedCheckpoint, tree: TiledTree, signal: AbortSignal) {
    for (let attempt = 1; ; attempt += 1) {
      const oldSize = witness.size ?? 0;
      // Never a proof beyond this tree: a witness that knows a larger one is asked without, and says so.
      const proof = oldSize <= size ? await tree.consistencyProof(oldSize, size) : [];
      const asked = formatAddCheckpoint({ oldSize: Math.min(oldSize, size), proof, checkpoint: note });
      const answer = await this.post(`${witness.url}/add-checkpoint`, asked, signal);
      if (answer.status === 409 && answer.type === SIZE_TYPE) {
        const seen = parseSize(answer.body);
        if (seen === undefined) throw new Error('it answered 409 without a size');
        if (seen > size)
          throw new Error(
            `it has seen ${seen} events of this log, which has ${size}: was the database put back to an old backup?`,
          );
        const retry = seen !== oldSize && attempt === 1;
        witness.size = seen;
        if (retry) continue;
      }
      if (answer.status !== 200)
        throw new Error(`it answered ${answer.status} ${answer.body.slice(0, 200).trim()}`);
      const cosignature = cosignatureIn(answer.body, note, witness.key);
      witness.size = size;
      return cosignature;
    }
  }

  /** Bounded in time and size; a redirect is an answer like any other that is not 200. */
  private async post(url: string, body: string, signal: AbortSignal): Promise<Answer> {
    const answer = await this.outbound.send({
      ...{ url, body, signal, method: 'POST', timeoutMs: TIMEOUT },
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    });
    if (answer.truncated) throw new Error('its answer is too long');
    const type = answer.headers['content-type'];
    return {
      status: answer.status,
      type: (Array.isArray(type) ? type[0] : type)?.split(';')[0]?.trim() ?? '',
      body: answer.body.toString('utf8'),
    };
  }
}

/** The witness's own line of its answer; others are left unread (C2SP tlog-witness). */
function cosignatureIn(body: string, note: string, key: NoteVerifier) {
  const lines = parseSignatureLines(body);
  if (!lines.ok) throw new Error(`its answer cannot be read: ${lines.detail}`);
  const parsed = parseNote(note);
  if (!parsed.ok) throw new Error(parsed.detail);
  const own = lines.value.find(({ name, keyId }) => name === key.name && keyId === key.keyId);
  const verified = own ? verifyNote({ text: parsed.value.text, signatures: [own] }, [key]) : undefined;
  if (!own || !verified?.ok) throw new Error('its answer holds no cosignature by its key');
  return {
    witness: key.name,
    keyId: key.keyId,
    line: formatSignature(own),
    time: verified.value.signatures[0]!.time!,
  };
}
