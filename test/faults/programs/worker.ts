/**
 * A whole worker in a process of its own: sequencer, followers and callers that give commands to few streams. Prints `try <command> <stream>`
 * before a command and `ack <command> <events>` when it has been answered.
 */
import { randomUUID } from 'node:crypto';
import { isConnectionFailure } from '@doyak/kernel/database';
import { box, openStore, options } from '../store.js';
import { exitWithParent, say } from './program.js';

const { appUrl, streams, callers, follow } = JSON.parse(process.argv[2]!) as {
  appUrl: string;
  streams: { stream: string; caseId: string }[];
  callers: number;
  follow: boolean;
};
exitWithParent();
const fixture = await openStore({ appUrl });
if (follow) await fixture.start();

async function call(): Promise<never> {
  for (;;) {
    const { stream, caseId } = streams[Math.floor(Math.random() * streams.length)]!;
    const commandId = randomUUID();
    say(`try ${commandId} ${stream}`);
    try {
      const { events } = await fixture.store.decide(
        stream,
        box,
        { type: 'Count', by: 1 },
        {
          ...options(caseId),
          commandId,
        },
      );
      say(`ack ${commandId} ${events.length}`);
    } catch (error) {
      if (!isConnectionFailure(error)) throw error;
    }
  }
}
await Promise.all(Array.from({ length: callers }, call));
