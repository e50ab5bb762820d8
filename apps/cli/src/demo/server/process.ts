import 'reflect-metadata';
import { CreateFirstAdministrator } from '@doyak/identity';
import { SimulatedClock } from '@doyak/kernel/clock';
import { loadConfig } from '@doyak/kernel/config';
import { createLogger } from '@doyak/kernel/http';
import { CommandBus } from '@nestjs/cqrs';
import { createApi } from '../../../../api/src/create-api.js';
import { openDatabase } from '../../../../composition/src/platform.module.js';
import { explainFault } from '../../../../composition/src/run.js';
import { createWorker } from '../../../../worker/src/create-worker.js';
import type { FromChild, ServerStart, ToChild } from './messages.js';

/** A process of the demo's server: API or worker, on a clock that only the process that started it can move (docs/adr/0022). */

/** Everybody calls from one address here, and signs in within seconds. */
const PLENTY = { points: 1_000_000, seconds: 60 };

interface Started {
  readonly clock: SimulatedClock;
  readonly url?: string;
  close(): Promise<void>;
}

async function start({ part, home, ownerUrl, appUrl, now, administrator }: ServerStart): Promise<Started> {
  const config = loadConfig({
    ...{ DOYAK_HOME: home, DATABASE_URL: ownerUrl, DATABASE_APP_URL: appUrl },
    // Partners of the demo take their messages on this machine.
    ...{ PORT: '0', LOG_LEVEL: 'warn', OUTBOUND_LOOPBACK: 'true' },
  });
  const clock = new SimulatedClock(new Date(now));
  const connections = { url: appUrl, dropRole: false };
  const logger = createLogger(config.logLevel);
  const database = await openDatabase(config, connections, `doyak-demo-${part}`);
  const options = { config, connections, database, logger, clock };
  if (part === 'worker') {
    const worker = await createWorker(options);
    return { clock, close: () => worker.close() };
  }
  const rateLimits = { perAddress: PLENTY, perPrincipal: PLENTY, signIn: PLENTY };
  const api = await createApi({ ...options, work: false }, { rateLimits });
  await api.listen(config.port, config.host);
  const { name, email, password } = administrator;
  await api
    .get(CommandBus, { strict: false })
    .execute(
      new CreateFirstAdministrator(
        { name: 'Example Startup Agency', businessNumber: null },
        { name, email, phone: null },
        password,
        clock.now(),
      ),
    );
  return { clock, url: await api.getUrl(), close: () => api.close() };
}

const say = (message: FromChild) => process.send!(message);
let started: Promise<Started> | undefined;

async function stop(): Promise<void> {
  const running = await started?.catch(() => undefined);
  await running?.close();
  process.exit(0);
}

async function hear(message: ToChild<ServerStart>): Promise<void> {
  if (message === 'stop') return stop();
  if ('start' in message) {
    started = start(message.start);
    const { url } = await started;
    say({ ready: { url } });
    return;
  }
  const { clock } = await started!;
  clock.moveTo(new Date(message.moveTo));
  say({ movedTo: message.moveTo });
}

if (!process.send) throw new Error('This is a part of `doyak demo`, which starts it');
process.on('message', (message: ToChild<ServerStart>) => {
  hear(message).catch((error: unknown) => say({ failed: explainFault(error) }));
});
// The demo is gone: nobody would stop this process, or move its clock.
process.on('disconnect', () => void stop());
// Ctrl-C in a terminal reaches every process of the demo; the first one stops the others in order.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
