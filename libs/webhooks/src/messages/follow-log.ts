import type { AgreementEvent } from '@doyak/agreements';
import type { CoFundingEvent, RunEvent } from '@doyak/prototype-runs';
import type { StepEvent } from '@doyak/reviews';
import { defineSubscription, type LoggedEvent } from '@doyak/kernel/event-store';
import type pg from 'pg';
import { type EndpointEvent, endpointEvents } from '../domain/endpoint.events.js';
import type { ConcernEvent, PartnerEvent } from '../domain/partner.events.js';
import { PUBLISHED } from '../published/catalogue.js';
import { MESSAGES_FOLLOWER } from '../webhook-ids.js';
import { applyToEndpoint } from './endpoint-rows.js';
import { publish } from './publish.js';

type Followed =
  | (AgreementEvent | StepEvent | ConcernEvent | EndpointEvent | PartnerEvent)
  | Extract<RunEvent, { type: 'RunPartnersNamed' }>
  | Extract<CoFundingEvent, { type: 'PartyInvited' }>;

const ENDPOINT_EVENTS = new Set<string>(endpointEvents.map(({ name }) => name));
const FOLLOWED = new Set([
  ...PUBLISHED.map(({ event }) => event),
  ...ENDPOINT_EVENTS,
  'PartnerGranted',
  'PartnerNamed',
  'PartnerReleased',
]);

/** Events after which others have, or no longer have, the messages of a case: each is taken in by itself. */
const TURNS = new Set<string>([
  ...ENDPOINT_EVENTS,
  ...['PartnerGranted', 'PartnerNamed', 'PartnerReleased', 'AgreementOffered', 'ExternalRequestMade'],
  ...['RunPartnersNamed', 'PartyInvited'],
]);

/**
 * Makes messages, in the transaction that moves the checkpoint: whom a case concerns, what an endpoint wants and what a partner may have are
 * as they were at this place in the log.
 */
export const webhookMessages = defineSubscription({
  name: MESSAGES_FOLLOWER,
  events: [...FOLLOWED],
  batch: 100,
  handleAll: async (events, tx) => {
    let together: LoggedEvent[] = [];
    for (const event of events) {
      if (!TURNS.has(event.type)) {
        together.push(event);
        continue;
      }
      await publish(together, tx);
      together = [];
      await turn(event, tx);
    }
    await publish(together, tx);
  },
});

async function turn(event: LoggedEvent, tx: pg.PoolClient): Promise<void> {
  const followed = event as unknown as Followed;
  const { type, data } = followed;
  if (ENDPOINT_EVENTS.has(type)) return applyToEndpoint(event as unknown as LoggedEvent<EndpointEvent>, tx);
  if (type === 'PartnerGranted') return grant(data, tx);
  if (type === 'AgreementOffered') await concernParties(data, event.index, tx);
  if (type === 'PartnerNamed')
    await concernPartner(data.caseId, data.organisationId, data.as, true, event.index, tx);
  if (type === 'ExternalRequestMade')
    await concernPartner(data.caseId, data.organisationId, data.partner, false, event.index, tx);
  if (type === 'PartyInvited')
    await concernPartner(data.caseId, data.organisationId, data.party, false, event.index, tx);
  if (type === 'RunPartnersNamed')
    for (const [role, organisationId] of Object.entries(data.partners))
      if (organisationId !== undefined)
        await concernPartner(data.caseId, organisationId, role, false, event.index, tx);
  await publish([event], tx);
  // Said to the partner first, and nothing after it.
  if (type === 'PartnerReleased') await release(data, tx);
}

async function grant(
  { organisationId, types, fat }: Extract<PartnerEvent, { type: 'PartnerGranted' }>['data'],
  tx: pg.PoolClient,
): Promise<void> {
  await tx.query(
    `insert into webhooks.grants (organisation_id, types, fat) values ($1, $2, $3)
     on conflict (organisation_id) do update set types = excluded.types, fat = excluded.fat`,
    [organisationId, types, fat],
  );
  if (!fat)
    await tx.query(`update webhooks.endpoints set form = 'thin' where organisation_id = $1`, [
      organisationId,
    ]);
}

/** Whoever signs an agreement is concerned by its case; applicant and agency are no partners. */
async function concernParties(
  { caseId, document }: Extract<AgreementEvent, { type: 'AgreementOffered' }>['data'],
  index: number,
  tx: pg.PoolClient,
): Promise<void> {
  for (const { party, organisationId } of document.parties) {
    if (organisationId === undefined || party === 'applicant' || party === 'agency') continue;
    await concernPartner(caseId, organisationId, party, false, index, tx);
  }
}

async function concernPartner(
  caseId: string,
  organisationId: string,
  role: string,
  named: boolean,
  index: number,
  tx: pg.PoolClient,
): Promise<void> {
  await tx.query(
    `insert into webhooks.case_partners (case_id, organisation_id, role, named, since_index) values ($1, $2, $3, $4, $5)
     on conflict (case_id, organisation_id, named) do update set role = excluded.role`,
    [caseId, organisationId, role.slice(0, 100), named, index],
  );
}

async function release(
  { caseId, organisationId }: { caseId: string; organisationId: string },
  tx: pg.PoolClient,
): Promise<void> {
  await tx.query('delete from webhooks.case_partners where case_id = $1 and organisation_id = $2 and named', [
    caseId,
    organisationId,
  ]);
}
