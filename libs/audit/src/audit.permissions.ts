import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('audit', {
  'audit.read-entries': { title: 'Read the entries of the log', roles: ['auditor', 'operator'] },
});

defineProblems({
  LOG_TILE_NOT_FOUND: { status: 404, title: 'The log has no such tile' },
});
