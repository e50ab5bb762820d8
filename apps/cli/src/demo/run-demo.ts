import { ApiClient } from './api-client.js';
import { gatherCast, firstAdministrator } from './cast/people.js';
import { untilQuiet } from './log.js';
import { DemoServer } from './server/demo-server.js';
import { applyAll, draftTooLate } from './steps/applications.js';
import { openCall } from './steps/call.js';
import { answerSupplements, decideSilent, screenAll } from './steps/screening.js';
import { readSummary, type Summary } from './summary.js';
import { TIMES } from './times.js';

/**
 * Runs the shipped program from its notice on, over HTTP, as everybody who takes part. `tell` is called with a line for each step; `stopping` ends
 * it early. The server is gone afterwards, whatever happens.
 */
export async function runDemo(tell: (line: string) => void, stopping: AbortSignal): Promise<Summary> {
  const administrator = firstAdministrator();
  const server = await DemoServer.start(TIMES.accounts, administrator);
  let stopped: () => void = () => undefined;
  const stop = new Promise<never>((_, reject) => {
    stopped = () => reject(new Error('Stopped before the end'));
    stopping.addEventListener('abort', stopped, { once: true });
    if (stopping.aborted) stopped();
  });
  try {
    return await Promise.race([play(server, administrator, tell), stop]);
  } catch (error) {
    const said = server.lastWords();
    if (said !== '') tell(`The server's last words:\n${said}`);
    throw error;
  } finally {
    stopping.removeEventListener('abort', stopped);
    await server.stop();
  }
}

async function play(
  server: DemoServer,
  administrator: ReturnType<typeof firstAdministrator>,
  tell: (line: string) => void,
): Promise<Summary> {
  const at = async (instant: Date, line: string) => {
    await untilQuiet(new ApiClient(server.url));
    await server.moveTo(instant);
    tell(`${seoul.format(instant)}  ${line}`);
  };
  tell(`The server runs at ${server.url}`);
  const cast = await gatherCast(server.url, administrator);
  tell(
    `${cast.applicants.length} applicants, ${cast.reviewers.length} reviewers and the agency's officers have accounts`,
  );

  await at(TIMES.notice, 'notice of the call');
  const call = await openCall(cast);
  await at(TIMES.firstApplications, 'the first applications');
  const first = await applyAll(cast, call, ({ place }) => place % 2 === 0);
  await at(TIMES.lastApplications, 'the last applications');
  const applications = [...first, ...(await applyAll(cast, call, ({ place }) => place % 2 === 1))];
  const handInLate = await draftTooLate(cast, call);
  await at(TIMES.late, 'the window is over');
  tell(`A draft handed in now is refused: ${await handInLate()}`);

  await at(TIMES.screening, 'screening');
  await screenAll(cast, applications);
  await at(TIMES.supplementsAnswered, 'supplements are answered');
  await answerSupplements(cast, applications);
  await at(TIMES.supplementsOver, 'the time for supplements is over');
  await decideSilent(cast, applications);

  await untilQuiet(cast.auditor.api);
  tell('The summary is read back');
  return readSummary(cast.auditor.api, call.roundId);
}

const seoul = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Seoul',
  dateStyle: 'short',
  timeStyle: 'short',
});
