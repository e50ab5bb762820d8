import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { AskFailed } from './ask-failed.js';
import type { Answer } from './answer.js';

const choice = z.looseObject({
  finish_reason: z.string().nullish(),
  text: z.string().nullish(),
  delta: z.looseObject({ content: z.string().nullish() }).nullish(),
  message: z.looseObject({ content: z.string().nullish() }).nullish(),
});
const chunkSchema = z.looseObject({
  choices: z.array(choice).default([]),
  usage: z
    .looseObject({ prompt_tokens: z.int().min(0).optional(), completion_tokens: z.int().min(0).optional() })
    .nullish(),
  error: z.looseObject({ message: z.string().optional() }).nullish(),
});

/** Puts an answer together from its pieces; one that breaks off without its end is no answer. Throws `AskFailed`. */
export async function readStream(
  body: AsyncIterable<Buffer>,
  streamed: boolean,
  since: () => number,
): Promise<Answer> {
  const gathered = new Gathered(since);
  if (!streamed) {
    const parts: Buffer[] = [];
    for await (const part of body) parts.push(part);
    gathered.take(Buffer.concat(parts).toString('utf8'), false);
    return gathered.answer(true);
  }
  const decoder = new TextDecoder();
  let done = false;
  const parser = createParser({
    onEvent: ({ data }) => {
      if (data === '[DONE]') done = true;
      else if (!done) gathered.take(data, true);
    },
  });
  for await (const part of body) parser.feed(decoder.decode(part, { stream: true }));
  return gathered.answer(done);
}

class Gathered {
  private text = '';
  private pieces = 0;
  private finish: string | null = null;
  private firstTokenUs: number | null = null;
  private lastUs = 0;
  private usage: { prompt_tokens?: number; completion_tokens?: number } | undefined;

  constructor(private readonly since: () => number) {}

  take(data: string, streamed: boolean): void {
    let read: unknown;
    try {
      read = JSON.parse(data);
    } catch {
      throw malformed('A piece of the answer is no JSON');
    }
    const parsed = chunkSchema.safeParse(read);
    if (!parsed.success) throw malformed('The answer has another form than that of OpenAI');
    const { choices, usage, error } = parsed.data;
    if (error) throw new AskFailed('endpoint-error', 'The endpoint broke the answer off', { sensible: true });
    this.lastUs = this.since();
    if (usage) this.usage = usage;
    const [first] = choices;
    if (!first) return;
    const piece = first.delta?.content ?? first.message?.content ?? first.text ?? '';
    if (piece !== '') {
      if (streamed) this.firstTokenUs ??= this.lastUs;
      this.pieces += 1;
      this.text += piece;
    }
    this.finish = first.finish_reason ?? this.finish;
  }

  answer(whole: boolean): Answer {
    if (!whole && this.finish === null)
      throw new AskFailed('broken-off', 'The answer broke off', { sensible: true });
    const { prompt_tokens, completion_tokens } = this.usage ?? {};
    return {
      ...{ text: this.text, finish: this.finish, firstTokenUs: this.firstTokenUs },
      ...{ endToEndUs: this.lastUs, promptTokens: prompt_tokens ?? 0 },
      completionTokens: completion_tokens ?? this.pieces,
      tokensEstimated: completion_tokens === undefined,
    };
  }
}

const malformed = (message: string) => new AskFailed('malformed', message, { sensible: false });
