import {
  formatSignature,
  judgeCheckpoint,
  type LogPolicy,
  type NoteSigner,
  SIZE_TYPE,
  signText,
} from '@doyak/kernel/transparency-log';
import type { WitnessState } from './witness-state.js';

export interface WitnessAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const TEXT = 'text/plain; charset=utf-8';

/** A C2SP witness: cosigns each checkpoint of its logs that is consistent with the last one it cosigned, and no other. */
export class Witness {
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly signer: NoteSigner,
    private readonly logs: readonly Pick<LogPolicy, 'origin' | 'keys'>[],
    private readonly state: WitnessState,
    private readonly now: () => Date,
  ) {}

  /** Answers the body of an add-checkpoint request. One at a time: nothing comes between judging and remembering. */
  addCheckpoint(body: Uint8Array): Promise<WitnessAnswer> {
    const answer = this.turn.then(() => this.answer(body));
    this.turn = answer.catch(() => undefined);
    return answer;
  }

  private async answer(body: Uint8Array): Promise<WitnessAnswer> {
    const verdict = judgeCheckpoint(body, this.logs, (origin) => this.state.last(origin));
    if (verdict.status === 409) return { status: 409, type: SIZE_TYPE, body: `${verdict.size}\n` };
    if (verdict.status !== 200) return { status: verdict.status, type: TEXT, body: `${verdict.detail}\n` };
    this.state.remember(verdict.checkpoint);
    const time = Math.floor(this.now().getTime() / 1_000);
    return {
      status: 200,
      type: TEXT,
      body: formatSignature(await signText(verdict.text, this.signer, time)),
    };
  }
}
