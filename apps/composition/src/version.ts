import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The folder of the project: in the sources and in `dist/` it lies some folders up, where package.json says doyak. */
export const projectRoot: string = find();

/** Version of Doyak, from package.json. */
export const version: string = nameAndVersion(`${projectRoot}package.json`).version;

function find(): string {
  for (let up = '../'; up.length < 30; up += '../') {
    const folder = fileURLToPath(new URL(up, import.meta.url));
    try {
      if (nameAndVersion(`${folder}package.json`).name === 'doyak') return folder;
    } catch {
      continue;
    }
  }
  throw new Error('package.json of Doyak is not above this program');
}

function nameAndVersion(path: string): { name: string; version: string } {
  return JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
}
