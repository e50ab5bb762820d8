import { readFileSync } from 'node:fs';
import { checkProgram, type ProgramDefinition, type Stage } from '@doyak/programs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { planOf } from './evaluation-plans.js';

const text = readFileSync(new URL('../../../programs/ai-levelup.yaml', import.meta.url), 'utf8');

describe('The sheet of an expert evaluation', () => {
  let definition: ProgramDefinition;
  const stage = (id: string): Stage =>
    definition.tracks
      .find((track) => track.id === 'public-procurement')!
      .stages.find((one) => one.id === id)!;
  beforeAll(() => {
    definition = parse(text) as ProgramDefinition;
  });

  it('is that of the year in which the stage opens, or the latest before it', () => {
    const of = (year: number) => {
      const { sheet, rubricYear } = planOf(definition, stage('document-evaluation'), year);
      if (sheet.kind !== 'scored') throw new Error('Not scored');
      return { rubricYear, passMark: sheet.passMark, weights: sheet.criteria.map(({ weight }) => weight) };
    };
    expect(of(2026)).toEqual({ rubricYear: 2026, passMark: 70, weights: [40, 30, 20, 10] });
    expect(of(2031)).toEqual(of(2026));
    expect(of(2025)).toEqual({ rubricYear: 2025, passMark: 60, weights: [40, 30, 30] });
    // Before the first there is only the first.
    expect(of(2024)).toEqual(of(2025));
  });

  it('is a vote where a committee is convened', () => {
    const { sheet, committee } = planOf(definition, stage('procurement-registration'), 2026);
    expect(sheet).toEqual({ kind: 'checklist', items: [{ id: 'designation', mandatory: true }] });
    expect(committee).toMatchObject({ panel: 5, quorum: 4 });
  });

  it('cannot be of one year twice, and every one adds up to 100', () => {
    const twice = text
      .replace('- year: 2025\n', '- year: 2026\n')
      .replace(
        'weight: 20, method: graded }\n                - { id: supply',
        'weight: 19, method: graded }\n                - { id: supply',
      );
    expect(twice).not.toBe(text);
    const codes = checkProgram(twice).problems.map(({ code }) => code);
    expect([...codes].sort()).toEqual(['RUBRIC_TWICE', 'WEIGHTS_NOT_100']);
  });
});
