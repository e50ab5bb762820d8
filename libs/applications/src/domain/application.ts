import {
  type Actor,
  type Claim,
  type Decider,
  type Given,
  Refusal,
  type Violation,
} from '@doyak/kernel/decider';
import type { Answers, Applicant, ApplicationEvent, Company } from './application.events.js';

export type ApplicationCommand =
  | {
      type: 'StartDraft';
      applicationId: string;
      caseId: string;
      roundId: string;
      track: string;
      window: Window;
    }
  | {
      type: 'EditDraft';
      title?: string;
      /** null: apply as a founder without a company. */
      company?: Company | null;
      /** Merged by field; null removes a field. */
      answers?: Answers;
    }
  | {
      type: 'SubmitApplication';
      window: Window;
      /** Faults of the answers against the track's form, with pointers below `/answers`. */
      faults: readonly Violation[];
      /** What other contexts miss, e.g. required documents. */
      papers: readonly Violation[];
      /** Who may apply on the track. */
      applicants: readonly ('company' | 'person')[];
    }
  | { type: 'WithdrawApplication'; reason: string };

/** What the round says at the instant of the command. */
export type Window = 'yes' | 'not-yet' | 'late' | 'cancelled';

interface Begun {
  readonly applicationId: string;
  readonly caseId: string;
  readonly roundId: string;
  readonly track: string;
  readonly applicant: Applicant;
  readonly title: string;
  readonly company: Company | undefined;
  readonly answers: Answers;
}

export type ApplicationState =
  | { readonly status: 'NONE' }
  | (Begun & { readonly status: 'DRAFT' | 'SUBMITTED' })
  | (Begun & { readonly status: 'WITHDRAWN'; readonly wasSubmitted: boolean });

/** An application (접수): from draft to submission or withdrawal. What is submitted is frozen (domain.md 1). */
export const application: Decider<ApplicationState, ApplicationCommand, ApplicationEvent> = {
  name: 'application',
  initialState: { status: 'NONE' },
  evolve,
  decide,
  claims(event, state) {
    if (event.type === 'ApplicationSubmitted') return { take: [oneApplication(event.data)] };
    if (event.type === 'ApplicationWithdrawn' && state.status === 'SUBMITTED') {
      return { release: [oneApplication(state)] };
    }
    return {};
  },
};

/** One application per company and round; a founder without a company counts as a person. */
export const ONE_APPLICATION = 'application-per-company-and-round';

function oneApplication(of: Pick<Begun, 'roundId' | 'applicant'> & { company?: Company }): Claim {
  const who = of.company ? of.company.businessNumber : `person-${of.applicant.personId}`;
  return { name: ONE_APPLICATION, key: `${of.roundId}:${who}` };
}

function evolve(state: ApplicationState, event: ApplicationEvent): ApplicationState {
  if (event.type === 'ApplicationDraftStarted') {
    const { applicationId, caseId, roundId, track, applicant } = event.data;
    return {
      ...{ applicationId, caseId, roundId, track, applicant },
      status: 'DRAFT',
      title: '',
      company: undefined,
      answers: {},
    };
  }
  if (state.status === 'NONE') return state;
  switch (event.type) {
    case 'ApplicationDraftEdited': {
      const { title, company, answers } = event.data;
      return {
        ...state,
        title: title ?? state.title,
        company: company === undefined ? state.company : (company ?? undefined),
        answers: answers ? mergeAnswers(state.answers, answers) : state.answers,
      };
    }
    case 'ApplicationSubmitted':
      return { ...state, status: 'SUBMITTED' };
    case 'ApplicationWithdrawn':
      return { ...state, status: 'WITHDRAWN', wasSubmitted: state.status === 'SUBMITTED' };
  }
}

function decide(command: Given<ApplicationCommand>, state: ApplicationState): ApplicationEvent[] {
  if (command.type === 'StartDraft') {
    if (state.status !== 'NONE')
      throw new Refusal('conflict', 'APPLICATION_EXISTS', 'This application has been started');
    refuseOutside(command.window);
    const { applicationId, caseId, roundId, track, actor } = command;
    const applicant = { personId: actor.id, organisationId: actor.organisationId };
    return [{ type: 'ApplicationDraftStarted', data: { applicationId, caseId, roundId, track, applicant } }];
  }
  if (state.status === 'NONE')
    throw new Refusal('not-found', 'APPLICATION_NOT_FOUND', 'There is no such application');
  if (!actsFor(command.actor, state.applicant)) {
    throw new Refusal('forbidden', 'NOT_THE_APPLICANT', 'Only the applicant may do this');
  }
  switch (command.type) {
    case 'EditDraft':
      return editDraft(command, draft(state));
    case 'SubmitApplication':
      return submit(command, draft(state));
    case 'WithdrawApplication': {
      if (state.status === 'WITHDRAWN')
        throw new Refusal('conflict', 'APPLICATION_WITHDRAWN', 'The application is withdrawn');
      const { applicationId } = state;
      return [{ type: 'ApplicationWithdrawn', data: { applicationId, reason: command.reason } }];
    }
  }
}

/** The applicant's own person, or anyone of the applicant's organisation. */
export function actsFor(actor: Actor, applicant: Applicant): boolean {
  if (applicant.organisationId !== undefined) return actor.organisationId === applicant.organisationId;
  return actor.id === applicant.personId;
}

function draft(state: Begun & { status: ApplicationState['status'] }): Begun {
  if (state.status === 'WITHDRAWN')
    throw new Refusal('conflict', 'APPLICATION_WITHDRAWN', 'The application is withdrawn');
  if (state.status !== 'DRAFT')
    throw new Refusal('conflict', 'APPLICATION_SUBMITTED', 'A submitted application is frozen');
  return state;
}

function editDraft(
  edit: Extract<ApplicationCommand, { type: 'EditDraft' }>,
  state: Begun,
): ApplicationEvent[] {
  const data: Extract<ApplicationEvent, { type: 'ApplicationDraftEdited' }>['data'] = {
    applicationId: state.applicationId,
  };
  if (edit.title !== undefined && edit.title !== state.title) data.title = edit.title;
  if (edit.company !== undefined && !sameCompany(edit.company ?? undefined, state.company))
    data.company = edit.company;
  const changed = Object.entries(edit.answers ?? {}).filter(
    ([field, answer]) => JSON.stringify(answer) !== JSON.stringify(state.answers[field] ?? null),
  );
  if (changed.length > 0) data.answers = Object.fromEntries(changed);
  return Object.keys(data).length > 1 ? [{ type: 'ApplicationDraftEdited', data }] : [];
}

/** Applications are taken within the window of the round; a late one is refused (domain.md 1). */
function refuseOutside(window: Window): void {
  if (window === 'late') throw new Refusal('rule', 'LATE', 'The round has closed');
  if (window === 'not-yet') throw new Refusal('rule', 'ROUND_NOT_OPEN_YET', 'The round has not opened yet');
  if (window === 'cancelled')
    throw new Refusal('conflict', 'ROUND_CANCELLED', 'The round has been cancelled');
}

function submit(
  command: Extract<ApplicationCommand, { type: 'SubmitApplication' }>,
  state: Begun,
): ApplicationEvent[] {
  refuseOutside(command.window);
  const { applicationId, caseId, roundId, track, applicant, title, company, answers } = state;
  const missing: Violation[] = [...command.faults];
  if (title === '') missing.push({ pointer: '/title', code: 'MISSING', detail: 'A title is required' });
  const kind = company ? 'company' : 'person';
  if (!command.applicants.includes(kind)) {
    const detail = company ? 'This track is for persons without a company' : 'This track is for companies';
    missing.push({ pointer: '/company', code: 'APPLICANT_KIND', detail });
  }
  if (missing.length === 0 && command.papers.length > 0) {
    throw new Refusal('rule', 'DOC_MISSING', 'Documents are missing or too old', command.papers);
  }
  missing.push(...command.papers);
  if (missing.length > 0) {
    throw new Refusal('rule', 'APPLICATION_INCOMPLETE', 'The application is not complete', missing);
  }
  return [
    {
      type: 'ApplicationSubmitted',
      data: { applicationId, caseId, roundId, track, applicant, title, company, answers },
    },
  ];
}

function sameCompany(one: Company | undefined, other: Company | undefined): boolean {
  return (
    one?.name === other?.name &&
    one?.businessNumber === other?.businessNumber &&
    one?.corporateNumber === other?.corporateNumber
  );
}

function mergeAnswers(answers: Answers, changes: Answers): Answers {
  return Object.fromEntries(
    Object.entries({ ...answers, ...changes }).filter(([, answer]) => answer !== null),
  );
}
