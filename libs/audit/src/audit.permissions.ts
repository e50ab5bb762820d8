import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('audit', {
  'audit.read-changes': {
    title: 'Tell how cases differ between instants',
    roles: ['auditor', 'operator'],
  },
  'audit.read-entries': { title: 'Read the entries of the log', roles: ['auditor', 'operator'] },
});

defineProblems({
  INSTANTS_REVERSED: { status: 422, title: 'The first instant is later than the second' },
  LOG_NOT_SIGNED: { status: 404, title: 'The log has no signed checkpoint yet' },
  LOG_TILE_NOT_FOUND: { status: 404, title: 'The log has no such tile' },
});
