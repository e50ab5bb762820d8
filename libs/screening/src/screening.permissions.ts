import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('screening', {
  'screening.read': {
    title: 'Read screenings: applicants their own',
    roles: ['applicant', 'operator', 'auditor'],
  },
  'screening.read-all': { title: 'Read the screenings of all applicants', roles: ['operator', 'auditor'] },
  'screening.examine': {
    title: 'Record facts, search for duplicate support, ask for supplements',
    roles: ['operator'],
  },
  'screening.answer': { title: 'Answer a supplement request of an own application', roles: ['applicant'] },
  'screening.overrule': { title: 'Propose, confirm or reject the overruling of a rule', roles: ['operator'] },
  'screening.decide': { title: 'Decide on eligibility', roles: ['operator'] },
});

defineProblems({
  SCREENING_NOT_FOUND: { status: 404, title: 'There is no such screening' },
  SCREENING_CLOSED: { status: 409, title: 'The screening has been decided or stopped' },
  PERSON_NEEDED: { status: 403, title: 'Only a person who signed in may do this' },
  OWN_APPLICATION: { status: 403, title: 'Nobody screens an application of their own organisation' },
  FACT_UNKNOWN: { status: 422, title: 'The program has no such fact' },
  FACT_INVALID: { status: 422, title: 'A value does not fit its fact' },
  FACT_NOT_RECORDABLE: {
    status: 422,
    title: 'The fact is known from elsewhere',
    help: 'What the application says changes by a supplement only; a failing rule can be overruled by two persons.',
  },
  SECOND_PERSON_NEEDED: { status: 422, title: 'Another person has to do this' },
  SUPPLEMENT_AWAITED: { status: 409, title: 'The applicant still has time to answer' },
  SUPPLEMENTS_USED_UP: { status: 422, title: 'The program allows no further supplement request' },
  NO_SUPPLEMENT_AWAITED: { status: 409, title: 'No supplement is asked for' },
  SUPPLEMENT_LATE: { status: 422, title: 'The time for the answer is over' },
  SUPPLEMENT_NOT_LATE: { status: 409, title: 'The time for the answer is not over' },
  FIELD_UNKNOWN: { status: 422, title: 'The form has no such field' },
  ANSWER_NOT_ASKED: { status: 422, title: 'Only what was asked for may be answered' },
  ANSWER_INVALID: { status: 422, title: 'An answer does not fit the form' },
  DEADLINE_UNKNOWN: { status: 422, title: 'The calendar does not reach so far' },
  RULE_NOT_FOUND: { status: 404, title: 'The track has no such rule' },
  RULE_DOES_NOT_FAIL: { status: 422, title: 'Only a failing rule can be overruled' },
  RULE_NOT_OVERRIDABLE: { status: 422, title: 'The program lets nobody overrule this rule' },
  OVERRULING_PROPOSED: { status: 409, title: 'The overruling has been proposed already' },
  NO_OVERRULING_PROPOSED: { status: 409, title: 'No overruling of this rule waits for a second person' },
  RULES_UNDETERMINED: {
    status: 422,
    title: 'Facts are missing for some rules',
    help: 'Record them, or ask the applicant for a supplement. Each entry of `errors` names a rule.',
  },
  RULES_FAIL: { status: 422, title: 'Some rules fail and are not overruled' },
  REASON_NEEDED: { status: 422, title: 'Who is ineligible is told at least one reason' },
  REASON_UNFOUNDED: {
    status: 422,
    title: 'A reason does not follow from the screening',
    help: 'A reason is that of a failing rule; DOC_MISSING after a supplement was asked for; DUPLICATE_SUPPORT after one was found; FALSE_STATEMENT with a note.',
  },
});
