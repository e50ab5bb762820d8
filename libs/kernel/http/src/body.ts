import type { Request } from 'express';
import { Transform } from 'node:stream';
import type { UploadedBody } from './media.js';
import { Problem } from './problems.js';

export function hasBody(request: Request): boolean {
  return (
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
  );
}

/** Media type without parameters, in lower case; `charset` beside it. */
function mediaType(request: Request): { type: string; charset: string | undefined } {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').split(';');
  const charset = parameters
    .map((text) => /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/i.exec(text)?.[1])
    .find(Boolean);
  return { type: type.trim().toLowerCase(), charset: charset?.toLowerCase() };
}

/** Reads a JSON body of at most `limit` bytes. Only `application/json` in UTF-8, not compressed (a small one could unfold to a huge one). */
export async function readJsonBody(request: Request, limit: number): Promise<Buffer> {
  const { type, charset } = mediaType(request);
  if (type !== 'application/json') throw unsupported('Send the body as application/json.');
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8') {
    throw unsupported('Send JSON in UTF-8.');
  }
  refuseEncoding(request);
  refuseLength(request, limit);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // Not destroyed on the way out: a refusal has yet to be written to the same socket.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge(limit);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Problem ? error : incomplete();
  }
  return Buffer.concat(chunks);
}

export function openUpload(request: Request, types: readonly string[], limit: number): UploadedBody {
  const { type } = mediaType(request);
  if (!types.includes(type)) throw unsupported(`Send one of: ${types.join(', ')}.`);
  refuseEncoding(request);
  refuseLength(request, limit);
  let size = 0;
  const bounded = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      size += chunk.length;
      if (size > limit) done(tooLarge(limit));
      else done(null, chunk);
    },
  });
  request.once('error', () => bounded.destroy(incomplete()));
  request.once('close', () => {
    if (!request.complete) bounded.destroy(incomplete());
  });
  return { contentType: type, stream: request.pipe(bounded) };
}

function refuseEncoding(request: Request): void {
  const encoding = request.headers['content-encoding'];
  if (encoding !== undefined && encoding !== 'identity')
    throw unsupported('Send the body without Content-Encoding.');
}

function refuseLength(request: Request, limit: number): void {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge(limit);
}

function unsupported(detail: string): Problem {
  return new Problem('UNSUPPORTED_MEDIA_TYPE', detail);
}

function incomplete(): Problem {
  return new Problem('BODY_INCOMPLETE', 'The connection ended before the body did.');
}

function tooLarge(limit: number): Problem {
  return new Problem('BODY_TOO_LARGE', `The body may have at most ${limit} bytes.`);
}
