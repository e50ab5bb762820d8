import { expect } from '@jest/globals';
import type { PlatformApp } from './platform-app.js';

/** Publishes a definition as two people do: one drafts it, another publishes it. Answers the version. */
export async function publishProgram(doyak: PlatformApp, id: string, text: string): Promise<number> {
  await doyak.as('admin').post(`/v1/programs/${id}/draft`, { text }).expect(200);
  const published = await doyak.as('admin2').post(`/v1/programs/${id}/publish`);
  expect(published.body).toMatchObject({ events: [{ type: 'programs.program-published' }] });
  const { body } = await doyak.as('operator').get('/v1/programs').expect(200);
  const { items } = body as { items: { id: string; version: number }[] };
  return items.find((one) => one.id === id)!.version;
}
