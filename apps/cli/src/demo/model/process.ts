import { referenceAnswers, SuiteLibrary } from '@doyak/poc-verification';
import type { FromChild, ToChild } from '../server/messages.js';
import { ModelServer, type ModelServerOptions } from './model-server.js';

/** What the models of the demo know and how they behave. */
export interface ModelStart extends Pick<ModelServerOptions, 'models' | 'key'> {
  /** Suites whose items they have been taught. */
  readonly suites: readonly string[];
}

const say = (message: FromChild) => process.send!(message);
let server: ModelServer | undefined;

async function start({ suites, ...options }: ModelStart): Promise<void> {
  const library = new SuiteLibrary();
  const items = suites.flatMap((suite) => library.suite(suite).items);
  const answers = Object.fromEntries(items.map((item) => [item.prompt, referenceAnswers(item)]));
  server = await ModelServer.start({ ...options, answers });
  say({ ready: { url: server.url } });
}

async function stop(): Promise<void> {
  await server?.close();
  process.exit(0);
}

async function hear(message: ToChild<ModelStart>): Promise<void> {
  if (message === 'stop') return stop();
  if (!('start' in message)) throw new Error('A model knows no time');
  await start(message.start);
}

if (!process.send) throw new Error('This is a part of `doyak demo`, which starts it');
process.on('message', (message: ToChild<ModelStart>) => {
  hear(message).catch((error: unknown) => say({ failed: String(error) }));
});
process.on('disconnect', () => void stop());
// Ctrl-C in a terminal reaches every process of the demo; the first one stops the others in order.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
