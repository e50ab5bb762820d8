/** A worker that sends webhooks, in a process of its own. Prints `ready`. */
import { type WebhookWorkerOptions, startWebhookWorker } from '../webhook-worker.js';
import { exitWithParent, say } from './program.js';

exitWithParent();
await startWebhookWorker(JSON.parse(process.argv[2]!) as WebhookWorkerOptions);
say('ready');
