/**
 * A partner's endpoint: verifies messages, takes each once and in order, answers with signed receipts.
 * Run it with the secret that the registration showed and an Ed25519 key of one's own:
 *   node --import ./scripts/register-ts.mjs docs/examples/receiver.ts whsec_… whsk_… 4000
 */
import { createServer } from 'node:http';
import { ProcessMemory, WebhookReceiver } from '@doyak/webhook-receiver';

const [secret = '', receiptKey, port = '4000'] = process.argv.slice(2);

const receiver = new WebhookReceiver({
  trusted: { secrets: [secret] },
  // What lasts as long as the process. A real one keeps its place in the database, in the transaction of what it does with a message.
  memory: new ProcessMemory(),
  receiptKey,
  handle: ({ type, subject, sequence, data }) => {
    console.log(`${type} case ${subject} no. ${sequence}: ${JSON.stringify(data)}`);
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
