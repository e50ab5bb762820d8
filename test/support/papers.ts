import { createHash } from 'node:crypto';
import { dateOf } from '@doyak/kernel/calendar';
import type { Caller } from './platform-app.js';

/** A small real PDF; each text gives other bytes. */
export const smallPdf = (text: string) => Buffer.from(`%PDF-1.7\n% ${text}\n%%EOF\n`);

/** Sends a document of an own draft, as an applicant would: announced, in one part, completed. Answers its id. */
export async function sendDocument(
  own: Caller,
  applicationId: string,
  slot: string,
  bytes: Buffer = smallPdf(`${applicationId} ${slot}`),
  issuedOn = dateOf(new Date()),
  mediaType = 'application/pdf',
): Promise<string> {
  const path = `/v1/applications/${applicationId}/documents`;
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const announced = { slot, mediaType, size: bytes.length, sha256, issuedOn };
  const answer = await own.post(path, announced).expect(200);
  const { documentId } = answer.body as { documentId: string };
  const binary = { 'Content-Type': 'application/octet-stream' };
  await own.post(`${path}/${documentId}/parts/1`, bytes, binary).expect(200);
  await own.post(`${path}/${documentId}/complete`).expect(200);
  return documentId;
}

/** Sends every document (제출서류) that an own draft still lacks. */
export async function sendMissingDocuments(own: Caller, applicationId: string): Promise<void> {
  const list = await own.get(`/v1/applications/${applicationId}/documents`).expect(200);
  for (const slot of (list.body as { missing: string[] }).missing)
    await sendDocument(own, applicationId, slot);
}
