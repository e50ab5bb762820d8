/**
 * A partner's endpoint: verifies messages, takes each once and in order, answers with signed receipts, and answers requests by callback.
 * Run it with the secret that the registration showed, the registered Ed25519 key, and where Doyak is:
 *   node --import ./scripts/register-ts.mjs docs/examples/receiver.ts whsec_… whsk_… http://127.0.0.1:3000 4000
 */
import { createServer } from 'node:http';
import { type DoyakEvent, ProcessMemory, sendAnswer, WebhookReceiver } from '@doyak/webhook-receiver';

const [secret = '', key = '', doyak = 'http://127.0.0.1:3000', port = '4000'] = process.argv.slice(2);

interface Request {
  readonly requestId: string;
  readonly what: { readonly en: string };
  readonly outcomes: readonly string[];
  readonly answerBefore: string;
}

/** What a person decides at a real partner; here the first outcome that is offered. */
async function decide({ requestId, what, outcomes }: Request): Promise<void> {
  console.log(`Asked: ${what.en}`);
  const sha256 = await sendAnswer(
    doyak,
    { requestId, outcome: outcomes[0]!, reference: 'EX-1' },
    { key },
    fetch,
  );
  // A correction names it: sendAnswer(doyak, { requestId, outcome, supersedes: sha256 }, { key }, fetch)
  console.log(`Answered ${outcomes[0]} (${sha256})`);
}

const receiver = new WebhookReceiver({
  trusted: { secrets: [secret] },
  // What lasts as long as the process. A real one keeps its place in the database, in the transaction of what it does with a message.
  memory: new ProcessMemory(),
  receiptKey: key,
  handle: ({ type, subject, sequence, data }: DoyakEvent) => {
    console.log(`${type} case ${subject} no. ${sequence}: ${JSON.stringify(data)}`);
    // Deciding takes longer than the 15 seconds in which a message is answered: it is done afterwards.
    if (type === 'kr.doyak.reviews.external-request-made.v1')
      setImmediate(() => void decide(data as Request).catch((error: unknown) => console.error(error)));
  },
  onGap: ({ caseId, have, needs }) => {
    console.log(`Case ${caseId}: no. ${have} is here, ${needs} is needed. Fetch GET /v1/feed.`);
  },
});

createServer((request, response) => {
  if (request.method === 'OPTIONS') {
    response.writeHead(200, { 'WebHook-Allowed-Origin': '*' }).end();
    return;
  }
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    receiver.receive(request.headers, Buffer.concat(chunks)).then(
      ({ status, body }) =>
        response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body)),
      (error: unknown) => {
        console.error(error);
        response.writeHead(500).end();
      },
    );
  });
}).listen(Number(port), '127.0.0.1', () => console.log(`Messages are taken at http://127.0.0.1:${port}/`));
