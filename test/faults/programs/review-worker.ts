/** A worker for automated steps in a process of its own. Prints `ready`, and `item <number> <attempt>` for each item that it has committed. */
import { type ReviewWorkerOptions, startReviewWorker } from '../review-worker.js';
import { exitWithParent, say } from './program.js';

const options = JSON.parse(process.argv[2]!) as ReviewWorkerOptions;
exitWithParent();
await startReviewWorker({ ...options, say });
say('ready');
