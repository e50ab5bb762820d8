import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('evaluations', {
  'evaluations.read': {
    title: 'Read evaluations: reviewers those of their panels, applicants those of their applications',
    roles: ['applicant', 'reviewer', 'operator', 'auditor'],
  },
  'evaluations.read-all': { title: 'Read all evaluations', roles: ['operator', 'auditor'] },
  'evaluations.appoint': {
    title: 'Appoint, replace, exclude and release members of panels, and retract their relations',
    roles: ['operator'],
  },
  'evaluations.conduct': { title: 'Award bonuses and close panels', roles: ['operator'] },
  'evaluations.review': {
    title: 'Pledge, read the application, score and vote as a member of a panel; recuse oneself',
    roles: ['reviewer'],
  },
  'evaluations.challenge': {
    title: 'Challenge a member of the panel of an own application',
    roles: ['applicant'],
  },
  'evaluations.declare-relations': {
    title: 'Declare relations of reviewers: reviewers their own',
    roles: ['reviewer', 'operator'],
  },
});

defineProblems({
  EVALUATION_NOT_FOUND: { status: 404, title: 'There is no such evaluation' },
  EVALUATION_CLOSED: { status: 409, title: 'The evaluation has been closed or stopped' },
  EVALUATION_NOT_CLOSED: {
    status: 409,
    title: 'The panel has not been closed',
    help: 'How a result came about can be told once there is one; until then ballots are nobody else’s business.',
  },
  PANEL_APPOINTED: { status: 409, title: 'The panel has been appointed' },
  PANEL_SIZE: { status: 422, title: 'The committee has another number of members' },
  NO_PANEL: { status: 409, title: 'There is no panel yet' },
  NO_SUCH_VACANCY: { status: 422, title: 'That seat is not vacant' },
  OUTSIDE_MEMBERS: { status: 422, title: 'Too few members come from outside the agency' },
  REVIEWER_UNFIT: {
    status: 422,
    title: 'Some of those named cannot sit on this panel',
    help: 'Each entry of `errors` names one of them and why.',
  },
  REVIEWER_CONFLICTED: { status: 422, title: 'A conflict of interest stands against it' },
  REVIEWER_NOT_OFFICER: { status: 403, title: 'A member of the panel does not conduct its evaluation' },
  REVIEWER_OUT: { status: 403, title: 'This seat on the panel has ended' },
  NOT_ON_PANEL: { status: 403, title: 'Only members of the panel may do this' },
  NOT_A_MEMBER: { status: 422, title: 'That person does not sit on the panel' },
  PLEDGE_NEEDED: { status: 422, title: 'A pledge comes before access to documents and before scoring' },
  BALLOT_INVALID: {
    status: 422,
    title: 'The ballot does not fit the sheet',
    help: 'Each entry of `errors` points at a mark, or at what is missing.',
  },
  BALLOT_GIVEN: {
    status: 422,
    title: 'Who has scored can only fall out for a conflict of interest',
  },
  BALLOTS_GIVEN: { status: 409, title: 'Ballots were given, so that the applicant was heard' },
  BONUS_UNKNOWN: { status: 422, title: 'The stage has no such bonus' },
  QUORUM_MISSING: { status: 422, title: 'Too few ballots count for a result' },
  NO_PRESENTATION: { status: 422, title: 'Nobody has to appear at this evaluation' },
  CHALLENGE_OPEN: { status: 409, title: 'The committee has yet to decide on a challenge' },
  CHALLENGE_NOT_FOUND: { status: 404, title: 'There is no such challenge' },
  CHALLENGE_NOT_FORESEEN: { status: 422, title: 'The program foresees no challenge' },
  CHALLENGE_DECIDED: { status: 409, title: 'The challenge has been decided' },
  CHALLENGED_BEFORE: { status: 409, title: 'This member has been challenged before' },
  OWN_CHALLENGE: { status: 403, title: 'The committee decides without the challenged member' },
  RELATION_NOT_FOUND: { status: 404, title: 'There is no such relation' },
});
