import { createHash } from 'node:crypto';

/** How a model behaves: every choice follows from the prompt, so that a run can be repeated. */
export interface ModelTraits {
  /** Percent of items that it answers wrongly. */
  readonly wrong: number;
  /** Ms to the first token, and between two. */
  readonly firstTokenMs: number;
  readonly tokenMs: number;
  /** Percent of items whose first request fails: 503, 429 or a stream that breaks off, in turn. */
  readonly faulty: number;
}

/** A right and a wrong answer by prompt. */
export type KnownAnswers = Readonly<Record<string, { readonly right: string; readonly wrong: string }>>;

/** What a model says to a prompt. */
export class ModelAnswers {
  constructor(private readonly known: KnownAnswers) {}

  answer(prompt: string, model: string, { wrong }: ModelTraits): string {
    const found = this.known[prompt];
    if (!found) return 'I do not know.';
    return percentOf(`${model}:${prompt}`) < wrong ? found.wrong : found.right;
  }

  /** How the first request for a prompt fails; undefined: it does not. */
  fault(prompt: string, model: string, { faulty }: ModelTraits): 'busy' | 'limited' | 'broken' | undefined {
    const place = percentOf(`fault:${model}:${prompt}`);
    if (place >= faulty) return undefined;
    return (['busy', 'limited', 'broken'] as const)[place % 3];
  }
}

/** 0 to 99, evenly. */
function percentOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0) % 100;
}
