import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { BusinessCalendar } from '@doyak/kernel/calendar';
import { checkProgram } from '../check/check-program.js';
import { simulateProgram } from './simulate-program.js';

const root = new URL('../../../../../', import.meta.url);
const calendar = new BusinessCalendar();

function load(path: string, change: (text: string) => string = (text) => text) {
  const { definition, problems } = checkProgram(change(readFileSync(new URL(path, root), 'utf8')));
  if (!definition) throw new Error(JSON.stringify(problems));
  return definition;
}

describe('simulating the smallest program from 2 February 2026', () => {
  const simulation = simulateProgram(load('programs/minimal.yaml'), calendar, '2026-02-02');
  const [track] = simulation.tracks;

  it('closes applications after Seollal, as 14 days end on the holiday 02-16', () => {
    expect(simulation.applicationsClose).toBe('2026-02-19');
  });

  it('walks each path once', () => {
    expect(track?.complete).toBe(true);
    expect(
      track?.paths.map(({ steps }) => steps.map(({ stage, outcome }) => `${stage} ${outcome}`).join(', ')),
    ).toEqual([
      'screening eligible, document-evaluation passed, selection selected, disbursement paid',
      'screening eligible, document-evaluation passed, selection selected, disbursement stopped',
      'screening eligible, document-evaluation passed, selection not-selected',
      'screening eligible, document-evaluation passed, selection reserve-lapsed',
      'screening eligible, document-evaluation failed',
      'screening ineligible',
    ]);
  });

  it('gives the days of each step', () => {
    expect(track?.paths[0]?.steps).toEqual([
      { stage: 'screening', outcome: 'eligible', earliest: '2026-02-19', latest: '2026-02-26' },
      { stage: 'document-evaluation', outcome: 'passed', earliest: '2026-02-26', latest: '2026-03-20' },
      { stage: 'selection', outcome: 'selected', earliest: '2026-02-27', latest: '2026-03-27' },
      { stage: 'disbursement', outcome: 'paid', earliest: '2026-03-09', latest: '2026-09-28' },
    ]);
    expect(track?.paths[0]).toMatchObject({
      outcome: 'completed',
      shortestDays: 35,
      longestDays: 238,
      approximate: false,
    });
  });

  it('sums up by outcome', () => {
    expect(track?.outcomes).toEqual([
      { outcome: 'completed', paths: 1, shortestDays: 35, longestDays: 238 },
      { outcome: 'terminated', paths: 1, shortestDays: 35, longestDays: 238 },
      { outcome: 'rejected', paths: 4, shortestDays: 17, longestDays: 53 },
    ]);
  });

  it("follows the program's own holidays", () => {
    const change = (text: string) =>
      text.replace('overrides: []', 'overrides: [{ date: 2026-02-19, holiday: true, name: 휴무 }]');
    const moved = simulateProgram(load('programs/minimal.yaml', change), calendar, '2026-02-02');
    expect(moved.applicationsClose).toBe('2026-02-20');
  });

  it('stops at its limit and says so', () => {
    const [cut] = simulateProgram(load('programs/minimal.yaml'), calendar, '2026-02-02', { limit: 3 }).tracks;
    expect(cut).toMatchObject({ complete: false });
    expect(cut?.paths).toHaveLength(3);
  });
});

describe('simulating the level-up program', () => {
  const { tracks } = simulateProgram(load('programs/ai-levelup.yaml'), calendar, '2026-03-02');

  it('brings every path of every track to an end, and each track can complete', () => {
    expect(tracks).toHaveLength(9);
    for (const { paths, complete, outcomes } of tracks) {
      expect(complete).toBe(true);
      expect(paths.every(({ outcome }) => outcome !== null)).toBe(true);
      expect(outcomes.map(({ outcome }) => outcome)).toContain('completed');
    }
  });

  it('bounds every path, and never lets the shortest exceed the longest', () => {
    for (const { shortestDays, longestDays, steps, ends } of tracks.flatMap(({ paths }) => paths)) {
      expect(longestDays).not.toBeNull();
      expect(shortestDays).toBeLessThanOrEqual(longestDays ?? -1);
      expect(ends.earliest).toBe(steps.at(-1)?.earliest);
    }
  });

  it('runs the guarantee and the policy fund side by side: the check waits for the later of both', () => {
    const path = tracks[0]?.paths.find(({ steps }) =>
      ['guarantee granted', 'disbursement paid'].every((text) =>
        steps.some(({ stage, outcome }) => `${stage} ${outcome}` === text),
      ),
    );
    const day = (id: string) => path?.steps.find(({ stage }) => stage === id)?.earliest ?? '';
    expect(day('guarantee') < day('disbursement')).toBe(true);
    expect(day('interim-check') > day('disbursement')).toBe(true);
  });

  it('marks what reaches beyond the announced years', () => {
    const tracked = tracks[0]?.paths.find(({ steps }) => steps.at(-1)?.stage === 'outcome-tracking');
    expect(tracked?.approximate).toBe(true);
    expect(tracks[0]?.paths.find(({ steps }) => steps.length === 2)?.approximate).toBe(false);
  });
});
