import type { ServerResponse } from 'node:http';
import type { ProblemDocument } from './problem-mapping.js';

/** After an answer, this much of an unread body is still taken in, so that a client gets to read the answer. */
const LINGER_BYTES = 4 * 1024 * 1024;
const LINGER_MS = 6_000;

/** Answers with a problem document; if an answer has begun already, the connection is cut, so that it cannot pass for a whole one. */
export function sendProblem(
  response: ServerResponse,
  document: ProblemDocument,
  headers: Readonly<Record<string, string>> = {},
): void {
  if (response.headersSent || response.writableEnded) {
    response.destroy();
    return;
  }
  for (const name of ['ETag', 'Location', 'Link', 'Cache-Control']) response.removeHeader(name);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.statusCode = document.status;
  response.setHeader('Cache-Control', 'no-store');
  sendBytes(response, 'application/problem+json; charset=utf-8', Buffer.from(JSON.stringify(document)));
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.statusCode = status;
  sendBytes(response, 'application/json; charset=utf-8', Buffer.from(JSON.stringify(body)));
}

export function sendBytes(response: ServerResponse, contentType: string, bytes: Buffer): void {
  if (response.destroyed || response.writableEnded) return;
  response.setHeader('Content-Type', contentType);
  response.setHeader('Content-Length', bytes.length);
  if (!response.req.complete) linger(response);
  response.end(bytes);
}

/** Node drains an unread body without end; here it ends. */
function linger(response: ServerResponse): void {
  const { req: request } = response;
  let taken = 0;
  const timer = setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  request.on('data', (chunk: Buffer) => {
    taken += chunk.length;
    if (taken > LINGER_BYTES) request.socket.destroy();
  });
  request.on('close', () => clearTimeout(timer));
  request.on('end', () => clearTimeout(timer));
  request.resume();
}
