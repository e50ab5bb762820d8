import type { RequestContext } from '@doyak/kernel/http';

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Whose endpoints the caller sees: a partner its own, whatever it asks for; `undefined`: everybody's. */
export function visibleOrganisation(asked: string | undefined, context: RequestContext): string | undefined {
  return context.permits('webhooks.read-all') ? asked : (context.actor.organisationId ?? NOBODY);
}
