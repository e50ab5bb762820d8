import type { Outbound, OpenAnswer } from '@doyak/kernel/outbound';
import type { Generation } from '../suites/suite.js';
import { AskFailed, asAskFailed, statusFailed } from './ask-failed.js';
import type { Answer } from './answer.js';
import { readStream } from './read-stream.js';

export interface EndpointOptions {
  readonly api: 'openai-chat' | 'openai-completions';
  readonly baseUrl: string;
  readonly model: string;
  readonly key: string | undefined;
  readonly seed: number | undefined;
  readonly timeoutMs: number;
}

/** Bytes of an answer that are read; more is no answer to a short question. */
const MOST_BYTES = 2 * 1_024 * 1_024;

/** An OpenAI-compatible API: chat or plain completions, streamed so that the time to the first token is measured. */
export class Endpoint {
  private readonly url: string;

  constructor(
    private readonly outbound: Outbound,
    private readonly options: EndpointOptions,
  ) {
    const path = options.api === 'openai-chat' ? 'chat/completions' : 'completions';
    this.url = `${options.baseUrl.replace(/\/+$/, '')}/${path}`;
  }

  /** One request. `id` is sent along, so that the endpoint can tell a repeated one. Throws `AskFailed`, `EndpointForbidden`. */
  async ask(prompt: string, generation: Generation, id: string, signal: AbortSignal): Promise<Answer> {
    const began = performance.now();
    const since = () => Math.max(1, Math.round((performance.now() - began) * 1_000));
    try {
      const answer = await this.outbound.open(
        {
          ...{ url: this.url, method: 'POST', timeoutMs: this.options.timeoutMs, signal },
          headers: {
            'content-type': 'application/json',
            accept: 'text/event-stream, application/json',
            'idempotency-key': id,
            ...(this.options.key !== undefined && { authorization: `Bearer ${this.options.key}` }),
          },
          body: JSON.stringify(this.bodyOf(prompt, generation)),
        },
        { answerBytes: MOST_BYTES },
      );
      if (answer.status !== 200) {
        await discard(answer);
        throw statusFailed(answer.status, one(answer.headers['retry-after']));
      }
      const streamed = one(answer.headers['content-type'])?.startsWith('text/event-stream') === true;
      return await readStream(answer.body, streamed, since);
    } catch (error) {
      throw asAskFailed(error);
    }
  }

  private bodyOf(prompt: string, { stop, maxTokens, temperature }: Generation): Record<string, unknown> {
    const { api, model, seed } = this.options;
    return {
      model,
      ...(api === 'openai-chat' ? { messages: [{ role: 'user', content: prompt }] } : { prompt }),
      ...{ max_tokens: maxTokens, temperature, stream: true, stream_options: { include_usage: true } },
      ...(stop.length > 0 && { stop }),
      ...(seed !== undefined && { seed }),
    };
  }
}

const one = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value);

/** So that the connection can be used again. */
async function discard({ body }: OpenAnswer): Promise<void> {
  try {
    for await (const chunk of body) if (chunk.length > 65_536) break;
  } catch (error) {
    if (!(asAskFailed(error) instanceof AskFailed)) throw error;
  }
}
