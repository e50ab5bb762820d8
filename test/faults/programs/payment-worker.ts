/** A worker for payments in a process of its own, which dies by its own hand after a number of steps. Prints `ready`, and `step` before it dies. */
import { startPaymentWorker, type PaymentWorkerOptions } from '../payment-worker.js';
import { exitWithParent, say } from './program.js';

const options = JSON.parse(process.argv[2]!) as PaymentWorkerOptions;
exitWithParent();
await startPaymentWorker({ ...options, say });
say('ready');
