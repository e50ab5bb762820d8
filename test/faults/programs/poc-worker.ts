/** A worker for benchmarks in a process of its own. Prints `ready`. */
import { startPocWorker } from '../poc-worker.js';
import { exitWithParent, say } from './program.js';

exitWithParent();
await startPocWorker(JSON.parse(process.argv[2]!) as Parameters<typeof startPocWorker>[0]);
say('ready');
