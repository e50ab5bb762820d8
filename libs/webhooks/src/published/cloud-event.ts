import type { LoggedEvent } from '@doyak/kernel/event-store';
import { isSealed } from '@doyak/kernel/personal-data';
import type { Publication } from './catalogue.js';

export type Form = 'thin' | 'fat';

/** In place of a text that may name people. */
const WITHHELD = '[withheld]';

/** The type on the wire. */
export const wireType = ({ stored, version }: Pick<Publication, 'stored' | 'version'>) =>
  `kr.doyak.${stored}.v${version}`;

/**
 * An event as a CloudEvent (1.0, structured JSON) without its last brace: what only an endpoint knows comes behind it. The same event
 * gives the same text.
 */
export function bodyOf(event: LoggedEvent, publication: Publication, form: Form): string {
  const { caseId, caseSequence } = event;
  const named = event.data as Record<string, unknown>;
  const fields = form === 'fat' ? [...publication.thin, ...publication.fat] : publication.thin;
  const data = Object.fromEntries(
    fields
      .filter((name) => named[name] !== undefined)
      // What is sealed is personal: it never leaves.
      .map((name) => [name, isSealed(named[name]) ? WITHHELD : named[name]]),
  );
  const text = JSON.stringify({
    specversion: '1.0',
    id: event.id,
    type: wireType(publication),
    ...(caseId === undefined ? {} : { subject: caseId, partitionkey: caseId }),
    time: event.occurredAt,
    datacontenttype: 'application/json',
    ...(caseId === undefined ? {} : { sequence: String(caseSequence) }),
    correlationid: event.correlationId,
    causationid: event.causationId,
    data,
  });
  return text.slice(0, -1);
}

/** The whole body for one endpoint. `previous`: sequence of the message before it in the same case, 0 for none. */
export function wholeBody(body: string, source: string, previous: number | null): string {
  const rest = { source, ...(previous === null ? {} : { previoussequence: String(previous) }) };
  return `${body},${JSON.stringify(rest).slice(1)}`;
}
