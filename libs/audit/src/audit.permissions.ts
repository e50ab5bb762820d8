import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('audit', {
  'audit.read-changes': {
    title: 'Tell how cases differ between instants',
    roles: ['auditor', 'operator'],
    limitable: true,
  },
  'audit.export-evidence': {
    title: 'Export evidence of a case: applicants of their own',
    roles: ['applicant', 'operator', 'auditor'],
  },
  'audit.export-all-evidence': { title: 'Export evidence of every case', roles: ['operator', 'auditor'] },
  'audit.search-events': { title: 'Search the log', roles: ['auditor'], limitable: true },
  'audit.export-events': { title: 'Export events of the log', roles: ['auditor'], limitable: true },
  'audit.read-entries': { title: 'Read the entries of the log', roles: ['auditor', 'operator'] },
});

defineProblems({
  INSTANTS_REVERSED: { status: 422, title: 'The first instant is later than the second' },
  LOG_NOT_SIGNED: { status: 404, title: 'The log has no signed checkpoint yet' },
  SINCE_BEYOND_LOG: {
    status: 422,
    title: 'The log has fewer events than the checkpoint to compare with',
    help: 'Wait for the next checkpoint. If the log stays smaller than one that it signed before, events are missing.',
  },
  LOG_TILE_NOT_FOUND: { status: 404, title: 'The log has no such tile' },
});
