import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { MAX_ADD_CHECKPOINT_SIZE } from '@doyak/kernel/transparency-log';
import type { Witness, WitnessAnswer } from './witness.js';

const TEXT = 'text/plain; charset=utf-8';

/** Serves `POST /add-checkpoint`, and the verifier key at `/`. Bounded in size, time and connections; everything else is 404. */
export function createWitnessServer(witness: Witness, verifierKey: string): Server {
  const server = createServer(
    { requestTimeout: 10_000, headersTimeout: 5_000, keepAliveTimeout: 30_000 },
    (request, response) => {
      answer(witness, verifierKey, request)
        .catch((error: unknown): WitnessAnswer => {
          console.error(error);
          return { status: 500, type: TEXT, body: 'the witness could not do this\n' };
        })
        .then((given) => send(request, response, given))
        .catch(() => response.destroy());
    },
  );
  server.maxConnections = 200;
  return server;
}

async function answer(
  witness: Witness,
  verifierKey: string,
  request: IncomingMessage,
): Promise<WitnessAnswer> {
  if (request.url === '/' && request.method === 'GET')
    return { status: 200, type: TEXT, body: `${verifierKey}\n` };
  if (request.url !== '/add-checkpoint') return { status: 404, type: TEXT, body: 'not found\n' };
  if (request.method !== 'POST') return { status: 405, type: TEXT, body: 'use POST\n' };
  const body = await bounded(request);
  return body
    ? witness.addCheckpoint(body)
    : { status: 413, type: TEXT, body: `a request has up to ${MAX_ADD_CHECKPOINT_SIZE} bytes\n` };
}

/** Undefined for a body that is too long; the rest of it is not read. */
function bounded(request: IncomingMessage): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_ADD_CHECKPOINT_SIZE) return void chunks.push(chunk);
      request.pause();
      resolve(undefined);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  { status, type, body }: WitnessAnswer,
): void {
  const headers = { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) };
  // What is left of a body must not be taken for the next request.
  response.writeHead(status, request.complete ? headers : { ...headers, Connection: 'close' });
  response.end(body, () => request.complete || request.socket.destroySoon());
}
