import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('programs', {
  'programs.check': { title: 'Check a program definition', roles: ['operator', 'administrator'] },
  'programs.write': { title: 'Save drafts of program definitions', roles: ['administrator'] },
  'programs.publish': {
    title: 'Publish what another person drafted, and retire versions',
    roles: ['administrator'],
  },
  'programs.read': {
    title: 'Read programs and rounds',
    roles: ['operator', 'reviewer', 'partner', 'auditor', 'applicant', 'administrator'],
  },
  'programs.keep-calendar': {
    title: 'Declare holidays and working days for all programs',
    roles: ['administrator'],
  },
  'programs.open-round': { title: 'Open, extend and cancel rounds', roles: ['operator'] },
});

defineProblems({
  PROGRAM_NOT_FOUND: { status: 404, title: 'There is no such program or version' },
  PROGRAM_HAS_PROBLEMS: {
    status: 422,
    title: 'The definition has problems',
    help: 'Each entry of `errors` points into the definition; POST /v1/program-checks shows them with line and column.',
  },
  PROGRAM_UNCHANGED: { status: 409, title: 'A published version says the same already' },
  PROGRAM_ID_DIFFERS: { status: 422, title: 'The definition names another program' },
  NO_DRAFT: { status: 409, title: 'There is no draft to publish' },
  DRAFT_CHANGED: { status: 409, title: 'The draft was saved anew meanwhile' },
  DRAFTER_MAY_NOT_PUBLISH: {
    status: 422,
    title: 'Another person publishes what this one drafted',
    help: 'Drafting and publishing are kept apart (four eyes); a key publishes nothing.',
  },
  VERSION_RETIRED: { status: 409, title: 'The version is retired and takes no new rounds' },
  CALENDAR_DAY_OVER: { status: 422, title: 'The day is over' },
  CALENDAR_DAY_UNKNOWN: { status: 404, title: 'The agency declared no such day' },
  CALENDAR_FULL: { status: 422, title: 'The agency has declared too many days' },
  ROUND_NOT_FOUND: { status: 404, title: 'There is no such round' },
  ROUND_EXISTS: { status: 409, title: 'The round has been opened already' },
  ROUND_CANCELLED: { status: 409, title: 'The round has been cancelled' },
  ROUND_CLOSED: { status: 409, title: 'The window of the round has closed' },
  WINDOW_EMPTY: { status: 422, title: 'The round closes before it opens' },
  NOT_AN_EXTENSION: { status: 422, title: 'An extension closes later than before' },
  EXTENSIONS_USED_UP: { status: 422, title: 'The program allows no further extension' },
  TRACK_NOT_IN_PROGRAM: { status: 422, title: 'The program has no such track' },
});
