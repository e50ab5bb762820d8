import { readFileSync } from 'node:fs';

/** Version of Doyak, from package.json: in the sources and in `dist/` it lies at the root, some folders up. */
export const version: string = read();

function read(): string {
  for (let up = '../'; up.length < 30; up += '../') {
    try {
      const found = JSON.parse(readFileSync(new URL(`${up}package.json`, import.meta.url), 'utf8')) as {
        name: string;
        version: string;
      };
      if (found.name === 'doyak') return found.version;
    } catch {
      continue;
    }
  }
  throw new Error('package.json of Doyak is not above this program');
}
