import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checkProgram } from './index.js';

const folder = new URL('../../../programs/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

describe('shipped program definitions', () => {
  it.each(files)('%s has no problems', (name) => {
    expect(checkProgram(readFileSync(new URL(name, folder), 'utf8')).problems).toEqual([]);
  });
});
