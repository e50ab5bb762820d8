import type { FromChild, ToChild } from '../server/messages.js';
import type { PartnerStart } from './partner-start.js';
import { PartnerSystem } from './partner-system.js';

/** A partner's system, in a process of its own: it knows of Doyak what its guide says, and what the demo's parent process cannot know is its key. */
const say = (message: FromChild) => process.send!(message);
let system: PartnerSystem | undefined;

function stop(): void {
  system?.close();
  process.exit(0);
}

async function hear(message: ToChild<PartnerStart>): Promise<void> {
  if (message === 'stop') return stop();
  if (!('start' in message)) throw new Error('A partner has a clock of its own');
  system = await PartnerSystem.connect(message.start);
  say({ ready: { url: system.url } });
}

if (!process.send) throw new Error('This is a part of `doyak demo`, which starts it');
process.on('message', (message: ToChild<PartnerStart>) => {
  hear(message).catch((error: unknown) => say({ failed: String(error) }));
});
process.on('disconnect', stop);
// Ctrl-C in a terminal reaches every process of the demo; the first one stops the others in order.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
