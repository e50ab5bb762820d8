/** Partners' endpoints in a process of their own. Prints `ready` and their ports. */
import { type SinkEndpoint, startSink } from '../webhook-sink.js';
import { exitWithParent, say } from './program.js';

exitWithParent();
const { ports, control } = await startSink(JSON.parse(process.argv[2]!) as SinkEndpoint[]);
say(`ready ${JSON.stringify({ ports, control })}`);
