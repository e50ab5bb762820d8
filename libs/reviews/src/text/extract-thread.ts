import { parentPort, workerData } from 'node:worker_threads';
import { extract } from './extract.js';
import type { Extracted } from './extracted.js';

/** What the thread answers. Whoever starts it imports this type, which is how the build comes to hold this file. */
export type ThreadAnswer = Extracted;

/** A thread for one document: whatever the document does to its reader, it does here. */
parentPort!.postMessage(await extract(workerData as Uint8Array));
