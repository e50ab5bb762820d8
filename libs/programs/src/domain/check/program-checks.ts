import { REASON_CODES } from '../format/common.js';
import { DECISION_PLACEHOLDERS, PLACEHOLDERS } from '../format/notice.js';
import type { CheckContext, Path, Report } from './context.js';

/** What concerns the program as a whole: money, calendar, facts, committees, notices. */
export function checkProgramSections(context: CheckContext): void {
  checkBudget(context);
  checkCalendar(context);
  checkFacts(context);
  checkCommittees(context);
  checkNotices(context);
}

export function knownReasons({ sections }: CheckContext): ReadonlySet<string> | undefined {
  if (!sections.program) return undefined;
  return new Set([...REASON_CODES, ...(sections.program.reasonCodes ?? []).map(({ code }) => code)]);
}

function checkBudget({ sections: { budget }, tracks, allTracks, report }: CheckContext): void {
  if (!budget) return;
  const total = budget.lines.reduce((sum, { amount }) => sum + amount, 0);
  if (total !== budget.total) {
    report(
      'BUDGET_TOTAL_MISMATCH',
      ['budget', 'total'],
      `The lines add up to ${total} KRW, the total is ${budget.total}`,
    );
  }
  const lines = new Set(budget.lines.map(({ id }) => id));
  for (const { track, index } of tracks) {
    for (const [position, { line }] of track.funding.entries()) {
      if (!lines.has(line)) {
        report(
          'UNKNOWN_BUDGET_LINE',
          ['tracks', index, 'funding', position, 'line'],
          `There is no budget line "${line}"`,
        );
      }
    }
  }
  const funded = tracks.flatMap(({ track }) => track.funding);
  if (!allTracks || funded.some(({ line }) => !lines.has(line))) return;
  for (const [position, { id, amount }] of budget.lines.entries()) {
    const used = funded.filter(({ line }) => line === id).reduce((sum, part) => sum + part.amount, 0);
    if (used === amount) continue;
    const message = `The tracks use ${used} KRW of the line "${id}", which has ${amount}`;
    report('BUDGET_LINE_MISMATCH', ['budget', 'lines', position, 'amount'], message);
  }
}

function checkCalendar({ sections: { calendar }, report }: CheckContext): void {
  const seen = new Set<string>();
  for (const [position, { date }] of (calendar?.overrides ?? []).entries()) {
    if (seen.has(date))
      report('CALENDAR_DAY_TWICE', ['calendar', 'overrides', position, 'date'], `${date} is named twice`);
    seen.add(date);
  }
}

function checkFacts({ sections: { facts }, report }: CheckContext): void {
  for (const [name, fact] of Object.entries(facts ?? {})) {
    if (fact.type === 'int' && fact.min !== undefined && fact.max !== undefined && fact.min > fact.max) {
      report('RANGE_CROSSED', ['facts', name], `At least ${fact.min}, but at most ${fact.max}`);
    }
    if ('round' in fact.from && fact.type !== 'date') {
      report('FACT_TYPE_MISMATCH', ['facts', name, 'type'], 'A date of the round is a date');
    }
  }
}

function checkCommittees({ sections: { committees }, report }: CheckContext): void {
  for (const [index, { panel, quorum, outside, drop }] of (committees ?? []).entries()) {
    const at = (...path: Path) => ['committees', index, ...path];
    if (quorum > panel) {
      report(
        'QUORUM_ABOVE_PANEL',
        at('quorum'),
        `A quorum of ${quorum} in a panel of ${panel} is never reached`,
      );
    }
    if (outside > panel)
      report('OUTSIDE_ABOVE_PANEL', at('outside'), `${outside} outside members in a panel of ${panel}`);
    if (!drop) continue;
    if (drop.highest + drop.lowest >= drop.from) {
      const message = `Of ${drop.from} scores ${drop.highest + drop.lowest} would be dropped: none is left`;
      report('DROP_LEAVES_NO_SCORES', at('drop'), message);
    }
    if (drop.from > panel) {
      report('DROP_NEVER_APPLIES', at('drop', 'from'), `A panel of ${panel} never gives ${drop.from} scores`);
    }
  }
}

function checkNotices({ sections: { notices }, report }: CheckContext): void {
  for (const [index, notice] of (notices ?? []).entries()) {
    const at = (...path: Path) => ['notices', index, ...path];
    const needed = notice.decides ? DECISION_PLACEHOLDERS : (['noticeNumber', 'contact'] as const);
    for (const language of ['ko', 'en'] as const) {
      checkPlaceholders(notice.body[language], needed, at('body', language), report);
    }
    if (notice.decides && !notice.objection) {
      report('NOTICE_INCOMPLETE', at(), 'A notice of a decision says how and until when one can object');
    }
  }
}

function checkPlaceholders(text: string, needed: readonly string[], path: Path, report: Report): void {
  const used = new Set<string>();
  for (const [whole, name] of text.matchAll(/\{\{([^{}]{0,80})\}\}/g)) {
    used.add(name ?? '');
    if ((PLACEHOLDERS as readonly string[]).includes(name ?? '')) continue;
    report('UNKNOWN_PLACEHOLDER', path, `There is no placeholder ${whole}`);
  }
  const missing = needed.filter((name) => !used.has(name));
  if (missing.length === 0) return;
  report(
    'NOTICE_INCOMPLETE',
    path,
    `The text does not say ${missing.map((name) => `{{${name}}}`).join(', ')}`,
  );
}
