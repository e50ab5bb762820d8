/** The six roles of an agency's installation. */
export const roles = ['operator', 'reviewer', 'partner', 'auditor', 'applicant', 'administrator'] as const;

export type Role = (typeof roles)[number];

export interface Permission {
  /** What it lets someone do, for docs/permissions.md. */
  readonly title: string;
  /** Who holds it. */
  readonly roles: readonly Role[];
  /** Its routes keep to the programs that a caller is limited to; others are closed to such a caller. */
  readonly limitable?: boolean;
}

/** Permissions that need no catalogue entry: anyone, and anyone who signed in. */
export const openPermissions = ['public', 'authenticated'] as const;

const catalogue = new Map<string, Permission>();

/**
 * Registers a context's permissions, named `<context>.<verb>`, at import. Returns them, so that a route can name
 * `permissions.submit`-like constants or the plain string; boot fails on a route with an unknown one.
 */
export function definePermissions<const Definitions extends Readonly<Record<string, Permission>>>(
  context: string,
  definitions: Definitions,
): Definitions {
  for (const [name, permission] of Object.entries(definitions)) {
    if (!name.startsWith(`${context}.`) || !/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/.test(name)) {
      throw new Error(`Permission "${name}" is not ${context}.<kebab-case>`);
    }
    const known = catalogue.get(name);
    if (known && known !== permission) throw new Error(`Permission "${name}" is defined twice`);
    catalogue.set(name, permission);
  }
  return definitions;
}

export function isPermission(name: string): boolean {
  return catalogue.has(name) || (openPermissions as readonly string[]).includes(name);
}

/** All registered permissions by name. */
export function permissionCatalogue(): ReadonlyMap<string, Permission> {
  return catalogue;
}

/** What an auditor may do who is limited to some programs. */
export function limitedPermissionsOf(role: Role): Set<string> {
  return new Set(
    [...catalogue]
      .filter(([, { roles, limitable }]) => limitable && roles.includes(role))
      .map(([name]) => name),
  );
}

/** What someone with these roles may do. */
export function permissionsOf(held: Iterable<Role>): Set<string> {
  const holding = new Set(held);
  const granted = new Set<string>();
  for (const [name, permission] of catalogue) {
    if (permission.roles.some((role) => holding.has(role))) granted.add(name);
  }
  return granted;
}
