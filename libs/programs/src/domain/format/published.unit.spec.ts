import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { checkProgram } from '../check/check-program.js';
import { PROBLEM_CODES } from '../check/problem-codes.js';
import { definitionDigest } from './digest.js';
import { definitionJsonSchema } from './json-schema.js';
import { definitionReference } from './reference.js';

const root = new URL('../../../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const shipped = readdirSync(new URL('programs/', root)).filter((name) => name.endsWith('.yaml'));

/** A committed file that is made from code; `npm run jest -- libs/programs/src/domain/format -u` renews it. */
function expectCommitted(path: string, made: string) {
  const { snapshotState } = expect.getState() as unknown as { snapshotState: { _updateSnapshot: string } };
  if (snapshotState._updateSnapshot === 'all') writeFileSync(new URL(path, root), made);
  expect({ path, text: read(path) }).toEqual({ path, text: made });
}

describe('what is published about the format', () => {
  it('docs/programs/program-definition.schema.json is what the code says', () => {
    expectCommitted(
      'docs/programs/program-definition.schema.json',
      JSON.stringify(definitionJsonSchema(), null, 2) + '\n',
    );
  });

  it('docs/programs/reference.md is what the code says', () => {
    expectCommitted('docs/programs/reference.md', definitionReference());
  });

  it('is a JSON Schema 2020-12 that accepts the shipped programs and refuses others', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { date: true } });
    const validate = ajv.compile(JSON.parse(read('docs/programs/program-definition.schema.json')) as object);
    for (const name of shipped) {
      validate(parse(read(`programs/${name}`)));
      expect({ name, errors: validate.errors }).toEqual({ name, errors: null });
    }
    const good = parse(read('test/fixtures/programs/good.yaml')) as { round: { extensions: unknown } };
    expect(validate(good)).toBe(true);
    good.round.extensions = 'one';
    expect(validate(good)).toBe(false);
  });

  it('explains every code that a bad definition is refused with', () => {
    for (const name of readdirSync(new URL('test/fixtures/programs/bad/', root))) {
      const { expect: expected } = parse(read(`test/fixtures/programs/bad/${name}`)) as {
        expect: { code: string };
      };
      expect(Object.keys(PROBLEM_CODES)).toContain(expected.code);
    }
  });
});

describe('the digest of a definition', () => {
  const text = read('programs/minimal.yaml');
  const digest = (source: string) => {
    const { definition, problems } = checkProgram(source);
    if (!definition) throw new Error(JSON.stringify(problems));
    return definitionDigest(definition);
  };

  it('does not change with the way a definition is written', () => {
    const json = JSON.stringify(parse(text), null, 1);
    expect(digest(json)).toBe(digest(text));
    expect(digest(`# a comment\n${text}`)).toBe(digest(text));
    expect(digest(text)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('changes with any change of meaning', () => {
    expect(digest(text.replace('passMark: 60', 'passMark: 61'))).not.toBe(digest(text));
    expect(digest(text.replace('AI voucher', 'AI Voucher'))).not.toBe(digest(text));
  });
});
