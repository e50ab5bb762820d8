import { Inject } from '@nestjs/common';
import { type IQueryHandler, Query, QueryHandler } from '@nestjs/cqrs';
import { Database } from '@doyak/kernel/database';
import { defineReadModel, EventStore, readTable } from '@doyak/kernel/event-store';
import { fold } from '@doyak/kernel/decider';
import type { Applicant, ApplicationEvent, Answers, Company } from '../../domain/application.events.js';
import { application } from '../../domain/application.js';

/** Everything an application says, as one page. */
export interface ApplicationPage {
  readonly id: string;
  readonly caseId: string;
  readonly roundId: string;
  readonly track: string;
  readonly status: 'DRAFT' | 'SUBMITTED' | 'WITHDRAWN';
  readonly applicant: Applicant;
  readonly title: string;
  readonly company: Company | undefined;
  readonly answers: Answers;
  readonly version: number;
}

interface PageRow {
  readonly id: string;
  readonly version: number;
  readonly page: Omit<ApplicationPage, 'version'>;
}

const pages = readTable<PageRow>('application_page', {
  key: 'id',
  columns: { id: 'uuid', version: 'integer not null', page: 'jsonb not null' },
});

/** The page is the decider's own state: what is read is what is decided on. */
function onto(row: PageRow, event: ApplicationEvent & { streamVersion: number }): PageRow {
  const state = application.evolve({ ...row.page, applicationId: row.id } as never, event);
  if (state.status === 'NONE') return row;
  const { caseId, roundId, track, status, applicant, title, company, answers } = state;
  return {
    id: row.id,
    version: event.streamVersion,
    page: { id: row.id, ...{ caseId, roundId, track, status, applicant, title, company, answers } },
  };
}

export const applicationPage = defineReadModel<ApplicationEvent>({
  name: 'application-page',
  version: 1,
  tables: [pages],
  on: {
    ApplicationDraftStarted: (event) =>
      pages.put(onto({ id: event.data.applicationId, version: 0, page: {} as never }, event)),
    ApplicationDraftEdited: (event) => pages.change(event.data.applicationId, (row) => onto(row, event)),
    ApplicationSubmitted: (event) => pages.change(event.data.applicationId, (row) => onto(row, event)),
    ApplicationWithdrawn: (event) => pages.change(event.data.applicationId, (row) => onto(row, event)),
  },
});

/** An application as it is, or as it was: `asOf` by when things happened, `knownAt` by when they were recorded. */
export class GetApplication extends Query<ApplicationPage | undefined> {
  constructor(
    readonly id: string,
    readonly past: { readonly asOf?: Date; readonly knownAt?: Date } = {},
  ) {
    super();
  }
}

@QueryHandler(GetApplication)
export class GetApplicationHandler implements IQueryHandler<GetApplication> {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(EventStore) private readonly store: EventStore,
  ) {}

  async execute({ id, past }: GetApplication): Promise<ApplicationPage | undefined> {
    if (past.asOf || past.knownAt) return this.inThePast(id, past);
    const { rows } = await this.database.pool.query<PageRow>(
      'select id, version, page from read.application_page where id = $1',
      [id],
    );
    return rows[0] && { ...rows[0].page, version: rows[0].version };
  }

  private async inThePast(
    id: string,
    { asOf, knownAt }: GetApplication['past'],
  ): Promise<ApplicationPage | undefined> {
    const events = (await this.store.readStream(`application-${id}`)).filter(
      ({ occurredAt, recordedAt }) =>
        (!asOf || Date.parse(occurredAt) <= asOf.getTime()) &&
        (!knownAt || Date.parse(recordedAt) <= knownAt.getTime()),
    );
    const state = fold(application, events as unknown as ApplicationEvent[]);
    if (state.status === 'NONE') return undefined;
    const { caseId, roundId, track, status, applicant, title, company, answers } = state;
    return {
      ...{ id, caseId, roundId, track, status, applicant, title, company, answers },
      version: events.at(-1)!.streamVersion,
    };
  }
}
