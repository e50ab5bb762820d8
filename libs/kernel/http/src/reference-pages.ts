import { openPermissions, permissionCatalogue, roles } from './permissions.js';
import { problemCatalogue } from './problems.js';
import type { RouteEntry } from './route-table.js';

const generated = 'Generated from the routes and their catalogue; a test fails when it is stale.';

/** docs/permissions.md: which role may do what, and which route asks for it. `RouteTable.all()` gives the routes. */
export function renderPermissions(entries: readonly RouteEntry[]): string {
  const lines = ['# Permissions', '', generated, '', '## Roles', ''];
  lines.push(
    `| Permission | What it allows | ${roles.join(' | ')} |`,
    `|---|---|${roles.map(() => ':-:|').join('')}`,
  );
  const catalogue = [...permissionCatalogue()].sort(([left], [right]) => (left < right ? -1 : 1));
  for (const [name, permission] of catalogue) {
    const marks = roles.map((role) => (permission.roles.includes(role) ? '✓' : ''));
    lines.push(`| \`${name}\` | ${permission.title} | ${marks.join(' | ')} |`);
  }
  lines.push('', `Besides: \`${openPermissions.join('`, `')}\` — anyone, and anyone who signed in.`, '');
  lines.push('## Routes', '', '| Route | Permission | What it does | Roles |', '|---|---|---|---|');
  for (const { method, template, route } of entries) {
    const { permission, summary } = route.spec;
    const holders = permissionCatalogue().get(permission)?.roles.join(', ') ?? 'all';
    lines.push(`| \`${method} ${template}\` | \`${permission}\` | ${summary} | ${holders} |`);
  }
  return `${lines.join('\n')}\n`;
}

/** docs/problems.md: every stable code of a problem document. */
export function renderProblems(): string {
  const lines = [
    '# Problem codes',
    '',
    generated,
    '',
    '| Code | Status | Meaning | What to do |',
    '|---|---|---|---|',
  ];
  for (const [code, { status, title, help }] of problemCatalogue()) {
    lines.push(`| \`${code}\` | ${status} | ${title} | ${help ?? ''} |`);
  }
  return `${lines.join('\n')}\n`;
}
