/** A worker whose follower `effects` says `inside` in the middle of its transaction and then takes its time; `failed` when it lost it. */
import { setTimeout as delay } from 'node:timers/promises';
import { effects, openStore } from '../store.js';
import { exitWithParent, say } from './program.js';

const { appUrl } = JSON.parse(process.argv[2]!) as { appUrl: string };
exitWithParent();
const fixture = await openStore(
  { appUrl },
  {
    subscriptions: [
      {
        ...effects,
        handle: async (event, tx) => {
          await effects.handle(event, tx);
          say('inside');
          await delay(500);
        },
      },
    ],
  },
);
fixture.followers.onError = (follower) => say(`failed ${follower}`);
await fixture.followers.start();
say('ready');
