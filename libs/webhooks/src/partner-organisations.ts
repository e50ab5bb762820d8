import type { QueryBus } from '@nestjs/cqrs';
import { ListOrganisations, type OrganisationKind, PARTNER_KINDS } from '@doyak/identity';

/** Whether an organisation is one that is asked for decisions, tests, runs or money. */
export async function isPartner(organisationId: string, queries: QueryBus): Promise<boolean> {
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await queries.execute(new ListOrganisations({ active: true }, 200, cursor));
    const found = items.find(({ id }) => id === organisationId);
    if (found) return (PARTNER_KINDS as readonly OrganisationKind[]).includes(found.kind);
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
  return false;
}
