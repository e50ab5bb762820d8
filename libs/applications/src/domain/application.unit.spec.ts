import { fold, Refusal, type Actor } from '@doyak/kernel/decider';
import { given, testNow } from '@doyak/kernel/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { ApplicationEvent } from './application.events.js';
import { application, type ApplicationCommand } from './application.js';

const ids = {
  applicationId: '01890000-0000-7000-8000-000000000001',
  caseId: '01890000-0000-7000-8000-000000000002',
  roundId: '01890000-0000-7000-8000-000000000003',
};
const applicant: Actor = {
  kind: 'person',
  id: '01890000-0000-7000-8000-00000000000a',
  organisationId: '01890000-0000-7000-8000-00000000000b',
  authority: 'role:applicant',
};
const colleague: Actor = { ...applicant, id: '01890000-0000-7000-8000-00000000000c' };
const stranger: Actor = { ...applicant, organisationId: '01890000-0000-7000-8000-00000000000d' };
const company = { name: 'Hanbit Sample Co.', businessNumber: '1248100998', corporateNumber: undefined };

const submission = {
  type: 'SubmitApplication',
  window: 'yes',
  faults: [],
  papers: [],
  applicants: ['company', 'person'],
} as const;

const started: ApplicationEvent = {
  type: 'ApplicationDraftStarted',
  data: {
    ...ids,
    track: 'sllm',
    applicant: { personId: applicant.id, organisationId: applicant.organisationId },
  },
};
const edited: ApplicationEvent = {
  type: 'ApplicationDraftEdited',
  data: { applicationId: ids.applicationId, title: 'A small model', company, answers: { staff: 4 } },
};
const submitted: ApplicationEvent = {
  type: 'ApplicationSubmitted',
  data: { ...started.data, title: 'A small model', company, answers: { staff: 4 } },
};
const withdrawn: ApplicationEvent = {
  type: 'ApplicationWithdrawn',
  data: { applicationId: ids.applicationId, reason: 'Other funding' },
};
const byApplicant = { actor: applicant };

describe('application', () => {
  it('starts as a draft of whoever starts it', () => {
    given(application)
      .when({ type: 'StartDraft', ...ids, track: 'sllm', window: 'yes', ...byApplicant })
      .then(started);
  });

  it('starts once', () => {
    given(application, [started])
      .when({ type: 'StartDraft', ...ids, track: 'sllm', window: 'yes', ...byApplicant })
      .thenRefuses('APPLICATION_EXISTS');
  });

  it('knows nothing of an application that was not started', () => {
    const refusal = given(application)
      .when({ ...submission, ...byApplicant })
      .thenRefuses('APPLICATION_NOT_FOUND');
    expect(refusal.kind).toBe('not-found');
  });

  it('records only what an edit changes', () => {
    given(application, [started, edited])
      .when({
        type: 'EditDraft',
        title: 'A small model',
        answers: { staff: 5, city: 'Daejeon' },
        ...byApplicant,
      })
      .then({
        type: 'ApplicationDraftEdited',
        data: { applicationId: ids.applicationId, answers: { staff: 5, city: 'Daejeon' } },
      });
  });

  it('records nothing for an edit that changes nothing', () => {
    given(application, [started, edited])
      .when({
        type: 'EditDraft',
        title: 'A small model',
        company,
        answers: { staff: 4, gone: null },
        ...byApplicant,
      })
      .then();
  });

  it('takes an answer and the company out again', () => {
    const state = given(application, [started, edited])
      .when({ type: 'EditDraft', company: null, answers: { staff: null }, ...byApplicant })
      .then({
        type: 'ApplicationDraftEdited',
        data: { applicationId: ids.applicationId, company: null, answers: { staff: null } },
      });
    expect(state).toMatchObject({ company: undefined, answers: {} });
  });

  it('submits what the draft says', () => {
    given(application, [started, edited])
      .when({ ...submission, ...byApplicant })
      .then(submitted);
  });

  it('lets a colleague of the same organisation act', () => {
    given(application, [started, edited])
      .when({ ...submission, actor: colleague })
      .then(submitted);
  });

  it.each<ApplicationCommand>([
    { type: 'EditDraft', title: 'x' },
    submission,
    { type: 'WithdrawApplication', reason: 'x' },
  ])('refuses $type by another organisation', (command) => {
    given(application, [started, edited])
      .when({ ...command, actor: stranger })
      .thenRefuses('NOT_THE_APPLICANT');
  });

  it('refuses to submit without a title, and points at it', () => {
    const refusal = given(application, [started])
      .when({ ...submission, ...byApplicant })
      .thenRefuses('APPLICATION_INCOMPLETE');
    expect(refusal.violations).toEqual([expect.objectContaining({ pointer: '/title' })]);
  });

  it('refuses an application outside the window of its round', () => {
    const draft = given(application, [started, edited]);
    draft.when({ ...submission, window: 'late', ...byApplicant }).thenRefuses('LATE');
    draft.when({ ...submission, window: 'not-yet', ...byApplicant }).thenRefuses('ROUND_NOT_OPEN_YET');
    draft.when({ ...submission, window: 'cancelled', ...byApplicant }).thenRefuses('ROUND_CANCELLED');
    given(application)
      .when({ type: 'StartDraft', ...ids, track: 'sllm', window: 'late', ...byApplicant })
      .thenRefuses('LATE');
  });

  it('refuses answers that do not fit the form, and an applicant the track is not for, all at once', () => {
    const faults = [{ pointer: '/answers/staff', code: 'minimum', detail: 'must be >= 5' }];
    const refusal = given(application, [started, edited])
      .when({ ...submission, faults, applicants: ['person'], ...byApplicant })
      .thenRefuses('APPLICATION_INCOMPLETE');
    expect(refusal.violations.map(({ pointer }) => pointer)).toEqual(['/answers/staff', '/company']);
  });

  it('says apart that nothing but documents is missing', () => {
    const papers = [
      { pointer: '/documents/plan', code: 'DOC_MISSING', detail: 'The document plan is required' },
    ];
    const draft = given(application, [started, edited]);
    const alone = draft.when({ ...submission, papers, ...byApplicant }).thenRefuses('DOC_MISSING');
    expect(alone.violations).toEqual(papers);
    const both = draft
      .when({ ...submission, papers, applicants: ['person'], ...byApplicant })
      .thenRefuses('APPLICATION_INCOMPLETE');
    expect(both.violations.map(({ pointer }) => pointer)).toEqual(['/company', '/documents/plan']);
  });

  it('is frozen once submitted', () => {
    const frozen = given(application, [started, edited, submitted]);
    frozen.when({ type: 'EditDraft', title: 'Another', ...byApplicant }).thenRefuses('APPLICATION_SUBMITTED');
    frozen.when({ ...submission, ...byApplicant }).thenRefuses('APPLICATION_SUBMITTED');
  });

  it('may be withdrawn as a draft and after submission, once', () => {
    const withdraw = { type: 'WithdrawApplication', reason: 'Other funding', ...byApplicant } as const;
    given(application, [started]).when(withdraw).then(withdrawn);
    given(application, [started, edited, submitted]).when(withdraw).then(withdrawn);
    given(application, [started, withdrawn]).when(withdraw).thenRefuses('APPLICATION_WITHDRAWN');
  });

  describe('one application per company and round', () => {
    const claimsOf = (history: ApplicationEvent[], event: ApplicationEvent) =>
      application.claims!(event, fold(application, history));
    const claim = { name: 'application-per-company-and-round', key: `${ids.roundId}:1248100998` };

    it('is claimed by submission and given back by withdrawal', () => {
      expect(claimsOf([started, edited], submitted)).toEqual({ take: [claim] });
      expect(claimsOf([started, edited, submitted], withdrawn)).toEqual({ release: [claim] });
    });

    it('is not touched by drafts', () => {
      expect(claimsOf([], started)).toEqual({});
      expect(claimsOf([started, edited], withdrawn)).toEqual({});
    });

    it('counts a founder without a company as a person', () => {
      const founder: ApplicationEvent = { ...submitted, data: { ...submitted.data, company: undefined } };
      expect(claimsOf([started], founder).take![0]!.key).toBe(`${ids.roundId}:person-${applicant.id}`);
    });
  });

  const command = fc.oneof(
    fc.record({ type: fc.constant('EditDraft' as const), title: fc.string({ maxLength: 5 }) }),
    fc.record({ type: fc.constant('EditDraft' as const), company: fc.constantFrom(null, company) }),
    fc.record({
      type: fc.constant('EditDraft' as const),
      answers: fc.dictionary(fc.constantFrom('a', 'b'), fc.jsonValue()),
    }),
    fc.constant(submission),
    fc.constant({ type: 'WithdrawApplication' as const, reason: 'x' }),
  );
  const byAnyone = fc.tuple(command, fc.constantFrom(applicant, colleague, stranger));

  it('property: no order of commands changes what was submitted, or lets a stranger cause an event', () => {
    fc.assert(
      fc.property(fc.array(byAnyone, { maxLength: 30 }), (commands) => {
        const history: ApplicationEvent[] = [started];
        for (const [one, actor] of commands) {
          try {
            const events = application.decide(
              { ...(one as ApplicationCommand), now: testNow, actor },
              fold(application, history),
            );
            if (events.length > 0) expect(actor).not.toBe(stranger);
            history.push(...events);
          } catch (error) {
            if (!(error instanceof Refusal)) throw error;
          }
        }
        const at = history.findIndex(({ type }) => type === 'ApplicationSubmitted');
        if (at >= 0)
          expect(history.slice(at + 1).every(({ type }) => type === 'ApplicationWithdrawn')).toBe(true);
        expect(history.filter(({ type }) => type === 'ApplicationSubmitted').length).toBeLessThanOrEqual(1);
        expect(history.filter(({ type }) => type === 'ApplicationWithdrawn').length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('property: an edit that was just made changes nothing when made again', () => {
    fc.assert(
      fc.property(command, (one) => {
        fc.pre(one.type === 'EditDraft');
        const edit = { ...(one as ApplicationCommand), now: testNow, actor: applicant };
        const state = fold(
          application,
          application.decide(edit, fold(application, [started])),
          fold(application, [started]),
        );
        expect(application.decide(edit, state)).toEqual([]);
      }),
    );
  });
});
