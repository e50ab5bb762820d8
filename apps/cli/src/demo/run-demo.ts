import { ApiClient } from './api-client.js';
import { gatherCast, firstAdministrator } from './cast/people.js';
import { untilQuiet } from './log.js';
import { DemoServer } from './server/demo-server.js';
import { applyAll, draftTooLate } from './steps/applications.js';
import { signAll } from './steps/agreements.js';
import { openCall } from './steps/call.js';
import { proveOffline } from './steps/evidence.js';
import {
  documentEvaluation,
  presentationEvaluation,
  recuseOne,
  scoreAll,
  seatPanels,
  siteCheck,
} from './steps/evaluation.js';
import { designateProducts, tryProduct, voteOnProducts } from './steps/procurement.js';
import { answersOfPartners, connectPartners, messagesDelivered } from './steps/partners.js';
import { correctAndReorder, orderTranches, provideFunds, sendToBank, takeStatement } from './steps/money.js';
import { decideObjection, objectTo } from './steps/objections.js';
import { answerSupplements, decideSilent, screenAll, withdraw } from './steps/screening.js';
import { shareCosts } from './steps/co-funding.js';
import { makePrototypes } from './steps/prototypes.js';
import { verifyModels } from './steps/verification.js';
import { endReserveLists, selectAll, standing } from './steps/selection.js';
import { readSummary, type Summary, trialBalance } from './summary.js';
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

  await connectPartners(server, cast);
  tell('Guarantee fund, procurement service and foundry are connected, each a process of its own');

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

  const contested = (track: string) =>
    applications.find((one) => one.track === track && one.fate === 'in-arrears')!;
  await at(TIMES.objections, 'objections to ineligibility');
  await objectTo(contested('ax-healthcare'), 'The arrears were paid before the notice; receipt 2026-118.');
  await objectTo(contested('fabless'), 'The arrears are small.');
  await at(TIMES.objectionsDecided, 'objections are decided');
  await decideObjection(cast, contested('ax-healthcare'), 'Receipt confirmed', 'decision-reversed');
  await decideObjection(cast, contested('fabless'), 'The rule knows no amount');

  await at(TIMES.objectionsOver, 'document evaluation: panels and pledges');
  const documents = documentEvaluation(cast);
  const seated = await seatPanels(cast, call, documents);
  const keptAway = await recuseOne(
    cast,
    seated.find(({ track }) => track === 'sllm')!,
    documents,
  );
  await at(TIMES.documentsScored, 'document evaluation: ballots and closing');
  await scoreAll(cast, call, documents, applications);
  await at(TIMES.presentations, 'presentations and site checks: panels and pledges');
  const [presentations, inspections] = [presentationEvaluation(cast), siteCheck(cast)];
  await seatPanels(cast, call, presentations, keptAway);
  await seatPanels(cast, call, inspections);
  await at(TIMES.presented, 'presentations and site checks: ballots and closing');
  await scoreAll(cast, call, presentations, applications);
  await scoreAll(cast, call, inspections, applications);

  await at(TIMES.results, 'ranking and publication of results');
  await selectAll(cast, call);
  tell('Products are applied for by their routes, and the committee votes on them');
  await voteOnProducts(cast, call, applications);
  await at(TIMES.afterResults, 'one selected applicant withdraws, one who was not selected objects');
  const [leaving] = await standing(cast, call, applications, 'sllm', 'selected');
  await withdraw(leaving!, 'Taken over by another company');
  const [objecting] = await standing(cast, call, applications, 'founders', 'rejected');
  await objectTo(objecting!, 'The panel counted another item.');
  await at(TIMES.resultObjectionsDecided, 'the objection to a result is decided');
  await decideObjection(cast, objecting!, 'The item was indeed mistaken for another', 'slot-added');
  tell('The procurement service has answered, signed; what it designates is in the catalogue');
  await designateProducts(cast, call);
  await at(TIMES.agreements, 'agreements are offered and signed');
  await provideFunds(cast, call);
  await signAll(cast, call, applications);
  tell('A local government tries a designated product and reports on it');
  await tryProduct(cast, call);
  tell(
    `The guarantee fund answers ${await answersOfPartners(cast, call, 'guarantee-consultation')} requests`,
  );
  tell(`The foundry answers ${await answersOfPartners(cast, call, 'foundry-capacity')} requests`);
  await at(TIMES.claims, 'first tranches are claimed with papers, approved and ordered');
  await orderTranches(cast, call, applications);
  const file = await sendToBank(cast, '2026-07-14');
  await at(TIMES.paid, 'the bank has booked the payments');
  const bookings = file.transfers.map((transfer) => ({ transfer }));
  await takeStatement(cast, TIMES.paid, bookings);
  await at(TIMES.returned, 'one payment comes back: the account is closed');
  await takeStatement(cast, TIMES.returned, [{ ...bookings[0]!, because: 'AC04' }]);
  tell(`${await correctAndReorder(cast, applications)} payment is ordered again, to a corrected account`);
  const again = await sendToBank(cast, '2026-07-16');
  await at(TIMES.paidAgain, 'the bank has booked it');
  await takeStatement(
    cast,
    TIMES.paidAgain,
    again.transfers.map((transfer) => ({ transfer })),
  );
  await at(TIMES.reservesEnd, 'the lists of reserves end');
  await endReserveLists(cast, call);

  await at(TIMES.verification, 'models are measured at their endpoints');
  tell(`${await verifyModels(server, cast, call, applications)} items were asked; a draft failed`);
  await at(TIMES.coFunding, 'the costs of the single runs are shared');
  const funded = await shareCosts(cast, call, applications);
  await at(TIMES.design, 'prototype runs: licences, sign-off, tape-out; a pledge is withdrawn and replaced');
  await makePrototypes(cast, call, applications, funded, at);

  await messagesDelivered(cast.auditor.api);
  await untilQuiet(cast.auditor.api);
  tell(await proveOffline(cast.auditor.api));
  tell('The summary is read back');
  const { accounts, debits, credits, difference } = await trialBalance(cast.auditor.api);
  tell(
    `Trial balance: ${accounts.length} accounts, debits ${debits}, credits ${credits}, difference ${difference}`,
  );
  return readSummary(cast.auditor.api, call.roundId);
}

const seoul = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Asia/Seoul',
  dateStyle: 'short',
  timeStyle: 'short',
});
