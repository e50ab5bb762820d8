import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Finding, Verdict } from '@doyak/kernel/evidence';

/** Compares files with the documents that proven events name, by their bytes, whatever they are called. A document without its file is a fault. */
export async function compareDocuments(verdict: Verdict, folder: string): Promise<Verdict> {
  if (!verdict.ok) return verdict;
  const files = (await readdir(folder, { withFileTypes: true })).filter((one) => one.isFile());
  const found = new Map<string, string>();
  for (const { name } of files) found.set(await sha256Of(join(folder, name)), name);
  const documents = verdict.documents ?? [];
  const faults = documents
    .filter(({ sha256 }) => !found.has(sha256))
    .map(({ documentId, slot }): Finding => ({
      fault: 'document-missing',
      detail: `No file in ${folder} is the document ${documentId} (${slot})`,
    }));
  const named = new Set(documents.map(({ sha256 }) => sha256));
  const strangers = [...found].filter(([sha256]) => !named.has(sha256)).map(([, name]) => name);
  const ok = faults.length === 0;
  return {
    ...{ ...verdict, ok, faults },
    proven: ok
      ? [...verdict.proven, `${documents.length} documents in ${folder} are those that the events name.`]
      : [],
    notProven: [
      ...verdict.notProven.filter((line) => !line.includes('--documents')),
      ...(strangers.length > 0
        ? [`Anything of these files, which no event names: ${strangers.join(', ')}.`]
        : []),
    ],
  };
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
