import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { addMonths, dateOf, startOf } from '@doyak/kernel/calendar';
import { Database } from '@doyak/kernel/database';
import type { Match } from '../../domain/screening.events.js';
import { similarity, titleGrams } from '../../domain/titles.js';
import type { DuplicateKey } from '../../screening-rules.js';
import type { SupportLine } from './support-register.js';

/** What is looked for. */
export interface SupportSought {
  readonly caseId: string;
  readonly submittedAt: string;
  readonly businessNumber: string | undefined;
  readonly corporateNumber: string | undefined;
  readonly personId: string;
  readonly title: string;
  readonly keys: readonly DuplicateKey[];
  /** How far back concluded support counts. */
  readonly years: number;
  /** From which share of common trigrams two titles are similar, in percent. */
  readonly similarFrom: number;
}

/** Other cases of any program with the same applicant or a similar item: those under way, and those that ended with support. At most 50. */
export class FindSupport extends Query<Match[]> {
  constructor(
    readonly sought: SupportSought,
    readonly now: Date,
  ) {
    super();
  }
}

type Found = Omit<SupportLine, 'title_grams'> & { readonly common: number };

/** For one key at a time, so that each has its index. */
const MOST = 50;

@QueryHandler(FindSupport)
export class FindSupportHandler implements IQueryHandler<FindSupport> {
  constructor(@Inject(Database) private readonly database: Database) {}

  async execute({ sought, now }: FindSupport): Promise<Match[]> {
    const since = startOf(addMonths(dateOf(now), -12 * sought.years));
    const grams = titleGrams(sought.title);
    const found = new Map<string, Match>();
    for (const key of sought.keys) {
      const [condition, value] = conditionOf(key, sought, grams);
      if (value === undefined) continue;
      for (const line of await this.lines(condition, value, grams, sought.caseId, since)) {
        const alike = similarity(line.common, grams.length, line.grams);
        if (key === 'similar-item' && alike < sought.similarFrom) continue;
        const { keys = [] } = found.get(line.case_id) ?? {};
        found.set(line.case_id, matchOf(line, [...keys, key], alike, sought));
      }
    }
    return [...found.values()].sort((a, b) => (a.caseId < b.caseId ? -1 : 1)).slice(0, MOST);
  }

  private async lines(
    condition: string,
    value: string | readonly string[],
    grams: readonly string[],
    caseId: string,
    since: Date,
  ): Promise<Found[]> {
    const { rows } = await this.database.pool.query<{ line: Found }>(
      `select row_to_json(f) as line from (
         select case_id, program_id, business_number, corporate_number, applicant_person_id, grams, submitted_at, supported, closed_at,
           (select count(*) from jsonb_array_elements_text(title_grams) gram where gram = any($2::text[]))::integer as common
         from read.support_register
         where ${condition} and case_id <> $3 and program_id is not null
           and (closed_at is null or (supported and closed_at >= $4))
         order by common desc, submitted_at desc limit ${MOST}) f`,
      [value, grams, caseId, since],
    );
    return rows.map(({ line }) => line);
  }
}

function conditionOf(
  key: DuplicateKey,
  sought: SupportSought,
  grams: readonly string[],
): readonly [string, string | readonly string[] | undefined] {
  switch (key) {
    case 'business-number':
      return ['business_number = $1', sought.businessNumber];
    case 'corporate-number':
      return ['corporate_number = $1', sought.corporateNumber];
    case 'representative':
      return ['applicant_person_id = $1', sought.personId];
    case 'similar-item':
      return ['title_grams ?| $1::text[]', grams.length > 0 ? grams : undefined];
  }
}

function matchOf(line: Found, keys: Match['keys'], alike: number, sought: SupportSought): Match {
  const { case_id: caseId, program_id: programId } = line;
  const standing = !line.supported ? 'applied' : line.closed_at === null ? 'supported' : 'concluded';
  // Of two applications under way the later one is the duplicate.
  const counts = standing !== 'applied' || Date.parse(line.submitted_at) < Date.parse(sought.submittedAt);
  const match = { caseId, programId: programId!, keys, standing, counts } as const;
  return keys.includes('similar-item') ? { ...match, similarity: alike } : match;
}
