import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Facts, FactValues } from '../format/facts.js';
import { evaluateRule } from './evaluate.js';
import { RuleCompiler } from './rule.js';
import { canFail, canHold, canHoldTogether } from './satisfiability.js';

const title = { ko: '사실', en: 'fact' };
const from = { operator: true } as const;
const facts: Facts = {
  a: { type: 'bool', title, from },
  b: { type: 'bool', title, from },
  c: { type: 'bool', title, from },
  employees: { type: 'int', min: 0, max: 5_000, title, from },
  region: { type: 'string', values: ['capital', 'other'], title, from },
  note: { type: 'string', title, from },
  foundedOn: { type: 'date', title, from },
  noticeDate: { type: 'date', title, from },
  fields: { type: 'strings', title, from },
  people: { type: 'records', fields: { age: 'int', arrears: 'bool', bornOn: 'date' }, title, from },
};
const compiler = new RuleCompiler(facts);

function rule(text: string) {
  const { rule: compiled, problems } = compiler.compile(text);
  if (!compiled) throw new Error(JSON.stringify(problems));
  return compiled;
}
const run = (text: string, values: FactValues) => evaluateRule(rule(text), facts, values);
const outcome = (text: string, values: FactValues) => run(text, values).outcome;

describe('three-valued rules', () => {
  it.each<[string, FactValues, string, string[]]>([
    ['a && b', { a: true, b: true }, 'holds', []],
    ['a && b', { a: false }, 'fails', []],
    ['a && b', { b: false }, 'fails', []],
    ['a && b', { a: true }, 'undetermined', ['b']],
    ['a && b', {}, 'undetermined', ['a', 'b']],
    ['a || b', { b: true }, 'holds', []],
    ['a || b', { b: false }, 'undetermined', ['a']],
    ['!a', {}, 'undetermined', ['a']],
    ['a ? b : c', { b: true, c: true }, 'holds', []],
    ['a ? b : c', { b: true, c: false }, 'undetermined', ['a']],
    ['a ? b : c', { a: true, b: false }, 'fails', []],
    ['employees < 300', { employees: 299 }, 'holds', []],
    ['employees < 300', { employees: null }, 'undetermined', ['employees']],
    [
      'fullYears(foundedOn, noticeDate) < 7',
      { foundedOn: '2019-03-04', noticeDate: '2026-03-03' },
      'holds',
      [],
    ],
    [
      'fullYears(foundedOn, noticeDate) < 7',
      { foundedOn: '2019-03-03', noticeDate: '2026-03-03' },
      'fails',
      [],
    ],
    ['fullYears(foundedOn, noticeDate) < 7', { noticeDate: '2026-03-03' }, 'undetermined', ['foundedOn']],
    ['noticeDate >= date("2026-03-03")', { noticeDate: '2026-03-03' }, 'holds', []],
    ['"AI" in fields && region in ["capital"]', { fields: ['AI'], region: 'capital' }, 'holds', []],
    ['people.all(p, !p.arrears)', { people: [{ arrears: false }, { arrears: false }] }, 'holds', []],
    ['people.all(p, !p.arrears)', { people: [{}, { arrears: true }] }, 'fails', []],
    [
      'people.all(p, !p.arrears)',
      { people: [{ arrears: false }, { age: 3 }] },
      'undetermined',
      ['people[1].arrears'],
    ],
    ['people.exists(p, p.age >= 20)', { people: [{}, { age: 20 }] }, 'holds', []],
    ['people.all(p, has(p.age))', { people: [{}] }, 'fails', []],
  ])('%s with %j %s', (text, values, expected, missing) => {
    expect(run(text, values)).toEqual({ outcome: expected, missing, invalid: [] });
  });

  it.each<[string, FactValues]>([
    ['employees < 300', { employees: 1.5 }],
    ['employees < 300', { employees: '12' }],
    ['noticeDate > date("2026-01-01")', { noticeDate: '2026-02-30' }],
    ['size(fields) > 0', { fields: Array<string>(201).fill('x') }],
    ['size(people) > 0', { people: 'everyone' }],
    ['size(note) > 0', { note: 'x'.repeat(4_001) }],
  ])('takes a value that does not fit its type as not known: %s with %j', (text, values) => {
    const result = run(text, values);
    expect(result.outcome).toBe('undetermined');
    expect(result.invalid).toEqual(Object.keys(values));
  });

  it('does not read facts from the prototype', () => {
    expect(evaluateRule(rule('a'), facts, Object.create({ a: true }) as FactValues).outcome).toBe(
      'undetermined',
    );
  });

  it('says why it could not be computed', () => {
    expect(run('10 / employees > 1', { employees: 0 })).toMatchObject({
      outcome: 'undetermined',
      error: 'division by zero',
    });
    expect(outcome('a || 10 / employees > 1', { a: true, employees: 0 })).toBe('holds');
  });
});

const formula = fc.letrec<{ text: string }>((tie) => ({
  text: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom('a', 'b', 'c', 'employees > 10', 'true', 'false'),
    fc.tuple(tie('text'), fc.constantFrom('&&', '||'), tie('text')).map(([l, op, r]) => `(${l} ${op} ${r})`),
    tie('text').map((inner) => `!(${inner})`),
    fc.tuple(tie('text'), tie('text'), tie('text')).map(([i, t, e]) => `(${i} ? ${t} : ${e})`),
  ),
})).text;
const partial = fc.record(
  { a: fc.boolean(), b: fc.boolean(), c: fc.boolean(), employees: fc.integer({ min: 0, max: 20 }) },
  { requiredKeys: [] },
);

describe('properties of three-valued rules', () => {
  it('is decided once it is decided: no fact learned later changes it', () => {
    fc.assert(
      fc.property(formula, partial, partial, (text, known, more) => {
        const early = outcome(text, known);
        if (early !== 'undetermined') expect(outcome(text, { ...more, ...known })).toBe(early);
      }),
    );
  });

  it('names only missing facts, and with those known it is decided', () => {
    fc.assert(
      fc.property(formula, partial, (text, known) => {
        const { outcome: result, missing } = run(text, known);
        for (const name of missing) expect(known).not.toHaveProperty(name);
        expect(result === 'undetermined').toBe(missing.length > 0);
        const all = { a: true, b: false, c: true, employees: 3, ...known };
        expect(outcome(text, all)).not.toBe('undetermined');
      }),
    );
  });

  it('obeys double negation and De Morgan', () => {
    fc.assert(
      fc.property(formula, formula, partial, (left, right, known) => {
        expect(outcome(`!(!(${left}))`, known)).toBe(outcome(left, known));
        expect(outcome(`!((${left}) && (${right}))`, known)).toBe(
          outcome(`!(${left}) || !(${right})`, known),
        );
      }),
    );
  });

  it('never proves impossible what some application makes true', () => {
    fc.assert(
      fc.property(formula, partial, (text, known) => {
        const result = outcome(text, known);
        if (result === 'holds') expect(canHold(rule(text), facts)).toBe('maybe');
        if (result === 'fails') expect(canFail(rule(text), facts)).toBe('maybe');
      }),
    );
  });
});

describe('what an expression may not be', () => {
  it.each([
    ['a &&', 'RULE_SYNTAX', 4],
    ['a && companyAge < 7', 'UNKNOWN_FACT', 5],
    ['employees > "ten"', 'RULE_TYPE', 0],
    ['employees > 1.5', 'RULE_TYPE', 12],
    ['employees + 1', 'RULE_TYPE', 0],
    ['people.all(p, p.height > 3)', 'RULE_TYPE', 16],
    ['note.matches("(a+)+$")', 'RULE_FUNCTION_UNKNOWN', 0],
    ['timestamp("2026-01-01T00:00:00Z") < noticeDate', 'RULE_FUNCTION_UNKNOWN', 0],
    ['cel.bind(x, 1, x > 0)', 'RULE_FUNCTION_UNKNOWN', 0],
    ['date("2026-02-30") < noticeDate', 'RULE_TYPE', 0],
    ['date(note) < noticeDate', 'RULE_TYPE', 0],
    [`${'('.repeat(60)}a${')'.repeat(60)}`, 'RULE_TOO_LARGE', 32],
    [Array(300).fill('a').join(' && '), 'RULE_TOO_LARGE', 0],
    [`note == "${'x'.repeat(2_000)}"`, 'RULE_TOO_LARGE', 0],
    ['people.all(p, people.all(q, people.all(r, p.age + q.age + r.age > 3)))', 'RULE_TOO_LARGE', 0],
    ['', 'RULE_SYNTAX', 0],
  ])('%s → %s', (text, code, start) => {
    const { problems } = compiler.compile(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ code, start });
  });

  it('names every unknown fact at once', () => {
    expect(compiler.compile('x > 1 && y < 2 && constructor').problems.map(({ message }) => message)).toEqual([
      'There is no fact "x"',
      'There is no fact "y"',
      'There is no fact "constructor"',
    ]);
  });

  it('never throws, whatever it is given', () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => void compiler.compile(text)));
  });
});

describe('rules that can never hold', () => {
  it.each([
    'employees > 10 && employees < 5',
    'employees < 0',
    'employees > 5000',
    'region == "sea"',
    'region == "capital" && region == "other"',
    'region != "capital" && region != "other"',
    'region in ["capital"] && !(region in ["capital"])',
    'a && !a',
    'false',
    '!(employees >= 0 || a)',
    'a ? employees < 0 : employees > 9000',
    'fullYears(foundedOn, noticeDate) < 3 && fullYears(foundedOn, noticeDate) >= 3',
    'noticeDate < date("2026-01-01") && noticeDate > date("2026-12-31")',
    'size(fields) < 0',
    '5 > employees && 10 < employees',
    'people.all(p, p.arrears) && !people.all(p, p.arrears)',
  ])('%s', (text) => expect(canHold(rule(text), facts)).toBe('no'));

  it.each([
    'employees > 10 || employees < 5',
    'a',
    'region == "capital"',
    'note == "x" && fullYears(foundedOn, noticeDate) < 3',
  ])('but %s can', (text) => {
    expect(canHold(rule(text), facts)).toBe('maybe');
    expect(canFail(rule(text), facts)).toBe('maybe');
  });

  it.each(['employees >= 0', 'a || !a', 'true', 'region in ["capital", "other"]'])(
    '%s always holds',
    (text) => {
      expect(canFail(rule(text), facts)).toBe('no');
    },
  );

  it('finds rules that exclude each other', () => {
    const rules = ['employees >= 100', 'region == "capital" || employees < 100', 'region != "capital"'].map(
      rule,
    );
    expect(canHoldTogether(rules, facts)).toBe('no');
    expect(canHoldTogether(rules.slice(0, 2), facts)).toBe('maybe');
  });
});
