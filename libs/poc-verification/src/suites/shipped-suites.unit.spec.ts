import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Config } from '@doyak/kernel/config';
import type { PocTerms } from '../domain/poc.events.js';
import { chooseItems } from './choose-items.js';
import { referenceAnswers } from './reference-answer.js';
import { scoreOf } from './scoring/score.js';
import { SHIPPED_SUITES, SuiteLibrary } from './suite-library.js';
import { SuitePlans } from './suite-plans.js';
import type { SuiteItem } from './suite.js';

const library = new SuiteLibrary();
const isGroup = (name: string) =>
  'group' in (parse(readFileSync(`${SHIPPED_SUITES}${name}.yaml`, 'utf8')) as object);
const groups = library.names().filter(isGroup);
const items = groups.flatMap((name) => library.suite(name).items);
const good = ['right', 'refused', 'complied', 'neutral'];

describe('The suites that Doyak brings', () => {
  it('hold at least 200 items, in two languages, each in one suite', () => {
    expect(groups).toEqual(['doyak_qa_en', 'doyak_qa_ko', 'doyak_safety_en', 'doyak_safety_ko']);
    expect(items.length).toBeGreaterThanOrEqual(200);
    expect(new Set(items.map(({ task, item }) => `${task}/${item}`)).size).toBe(items.length);
    expect(new Set(items.map(({ prompt }) => prompt)).size).toBe(items.length);
    const alone = library.names().filter((name) => !isGroup(name));
    expect(new Set(items.map(({ task }) => task))).toEqual(new Set(alone));
  });

  it.each(items.map((one) => [`${one.task}/${one.item}`, one] as const))(
    '%s: the reference counts, another answer does not',
    (_, item) => {
      const { right, wrong } = referenceAnswers(item);
      const best = scoreOf(right, item);
      expect(good).toContain(best);
      expect(scoreOf(wrong, item)).not.toBe(best);
      expect(scoreOf(`<think>${wrong}</think>\n${right}`, item)).toBe(best);
      expect(item.prompt).not.toMatch(/\{\{|\}\}|undefined/);
    },
  );

  it('have arithmetic whose answers follow from their expressions', () => {
    const lines = ['ko', 'en'].flatMap((language) =>
      readFileSync(`${SHIPPED_SUITES}doyak_arithmetic_${language}.jsonl`, 'utf8').trim().split('\n'),
    );
    for (const line of lines) {
      const { expression, answer } = JSON.parse(line) as { expression: string; answer: string };
      expect(`${expression} = ${valueOf(expression)}`).toBe(`${expression} = ${answer}`);
    }
  });

  it('measure what the shipped programs ask', () => {
    const plans = new SuitePlans({ home: '/nowhere' } as Config);
    const text = readFileSync(new URL('../../../../programs/ai-levelup.yaml', import.meta.url), 'utf8');
    const { tracks } = parse(text, { merge: true }) as {
      tracks: { stages: { kind: string; config: PocTerms }[] }[];
    };
    const stages = tracks.flatMap((track) => track.stages.filter(({ kind }) => kind === 'poc-verification'));
    expect(stages).toHaveLength(3);
    for (const { config } of stages) {
      const suites = plans.suitesFor(config, []);
      const { requests } = plans.budgetFor(config, suites, 'seed', undefined);
      expect(requests).toBeGreaterThanOrEqual(plans.items(suites, 'seed').length);
    }
  });

  it('are chosen from by a seed, twins together, as many as are asked', () => {
    const suite = library.suite('doyak_qa_ko');
    for (const samples of [1, 7, 40, 90]) {
      const chosen = chooseItems(suite, samples, 'seed');
      expect(chosen).toHaveLength(samples);
      expect(chooseItems(suite, samples, 'seed')).toEqual(chosen);
      const names = new Set(chosen.map(({ item }) => item));
      expect(chosen.every(({ perturbs }) => perturbs === undefined || names.has(perturbs))).toBe(true);
    }
    expect(chooseItems(suite, 40, 'another')).not.toEqual(chooseItems(suite, 40, 'seed'));
  });

  it('have JSON whose expected document fits its schema, and perturbed twins that keep the answer', () => {
    for (const { scoring } of items) if (scoring.kind === 'json') expect(scoring.equals).toBeDefined();
    const twins = items.filter(({ perturbs }) => perturbs !== undefined);
    expect(twins.length).toBeGreaterThanOrEqual(20);
    for (const twin of twins) {
      const original = items.find(({ task, item }) => task === twin.task && item === twin.perturbs)!;
      expect(rightText(twin)).toBe(rightText(original));
    }
  });
});

function rightText({ scoring }: SuiteItem): string | undefined {
  return scoring.kind === 'choice' ? scoring.choices['ABCDEFGHIJ'.indexOf(scoring.target)] : undefined;
}

/** Sums, differences, products and quotients with parentheses, by their precedence. */
function valueOf(expression: string): number {
  const tokens = expression.match(/\d+|[-+*/()]/g)!;
  const factor = (): number => {
    const token = tokens.shift()!;
    if (token !== '(') return Number(token);
    const value = sum();
    tokens.shift();
    return value;
  };
  const product = (): number => {
    let value = factor();
    while (tokens[0] === '*' || tokens[0] === '/')
      value = tokens.shift() === '*' ? value * factor() : value / factor();
    return value;
  };
  const sum = (): number => {
    let value = product();
    while (tokens[0] === '+' || tokens[0] === '-')
      value = tokens.shift() === '+' ? value + product() : value - product();
    return value;
  };
  return sum();
}
