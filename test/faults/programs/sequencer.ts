/** A candidate for the sequencer's leader in a process of its own: prints `leading` and `lost` as it comes and goes. */
// Not through the library's index: a candidate needs neither Nest nor TypeORM, and starts four times as fast.
import { LogSignals } from '../../../libs/kernel/event-store/src/log-signals.js';
import { Sequencer } from '../../../libs/kernel/event-store/src/sequencer.js';
import { exitWithParent, say } from './program.js';

const { appUrl, silence, batch } = JSON.parse(process.argv[2]!) as {
  appUrl: string;
  silence: number;
  batch?: number;
};
exitWithParent();
const sequencer = new Sequencer(new LogSignals(), {
  ...{ connection: { connectionString: appUrl }, silence, batch },
  onError: (error) => say(`error ${String(error)}`),
});
sequencer.start();
let leading = false;
setInterval(() => {
  if (leading === sequencer.leading) return;
  leading = sequencer.leading;
  say(leading ? 'leading' : 'lost');
}, 2);
