/** Later than any instant, as PostgreSQL writes it; as text it sorts behind every RFC 3339 instant. */
export const FOREVER = 'infinity';

/**
 * What a row was, over a part of two axes: when things happened (valid) and when they were recorded (known). The part is a rectangle
 * (`from` belongs to it, `to` does not) without the corner beyond `cutValid` and `cutKnown`, where a later event has changed the row. Instants
 * are RFC 3339 text in UTC with milliseconds, so that they compare as text.
 */
export interface Span {
  /** `undefined`: the row had been removed. */
  readonly row: object | undefined;
  readonly validFrom: string;
  readonly validTo: string;
  readonly knownFrom: string;
  readonly knownTo: string;
  readonly cutValid: string;
  readonly cutKnown: string;
}

/** What an event does to a row, and when. */
export interface Touch {
  readonly occurredAt: string;
  readonly recordedAt: string;
  readonly change: (row: object | undefined) => object | undefined;
}

/** Where the part of a span ends that is known today; undefined when a later event has replaced all of it. */
export function liveUntil(span: Span): string | undefined {
  if (span.knownTo !== FOREVER) return undefined;
  return span.cutValid < span.validTo ? span.cutValid : span.validTo;
}

/**
 * Takes an event into the history of one row. `spans` are those known today that reach beyond `occurredAt`, and may be more; the answer are
 * the spans that are left of them, and new ones. Events come in log order. One that happened earlier than those before it changes the row
 * as it was from then on, too: whoever asks for an instant gets what folding all events up to it would give, in log order.
 */
export function applyTouch(spans: readonly Span[], touch: Touch): Span[] {
  const { occurredAt: at } = touch;
  const live = spans
    .filter((span) => (liveUntil(span) ?? '') > at)
    .sort((one, other) => (one.validFrom < other.validFrom ? -1 : 1));
  const known = live.reduce(
    (latest, { knownFrom }) => (knownFrom > latest ? knownFrom : latest),
    touch.recordedAt,
  );
  const after: Span[] = spans.filter((span) => !live.includes(span));
  let covered = at;
  const add = (row: object | undefined, validFrom: string, validTo: string) => {
    after.push({
      row,
      validFrom,
      validTo,
      knownFrom: known,
      knownTo: FOREVER,
      cutValid: FOREVER,
      cutKnown: FOREVER,
    });
  };
  const addBefore = (end: string) => {
    const row = changed(undefined, touch, end);
    if (row) add(row, covered, end);
  };
  for (const span of live) {
    const end = liveUntil(span)!;
    if (span.validFrom > covered) addBefore(span.validFrom);
    add(changed(span.row, touch, end), span.validFrom > at ? span.validFrom : at, end);
    after.push(...withoutCorner(span, at, known));
    covered = end;
  }
  if (covered !== FOREVER) addBefore(FOREVER);
  return after;
}

/** In a past that the event came to know only later, its row may not have been there: then it changes nothing. */
function changed(row: object | undefined, { change }: Touch, end: string): object | undefined {
  if (end === FOREVER) return change(row);
  try {
    return change(row);
  } catch {
    return row;
  }
}

function withoutCorner(span: Span, valid: string, known: string): Span[] {
  if (valid <= span.validFrom) return known > span.knownFrom ? [{ ...span, knownTo: known }] : [];
  if (span.cutValid === FOREVER) return [{ ...span, cutValid: valid, cutKnown: known }];
  // Another corner is cut out already: what lies before this one, and what was known before it.
  const before: Span = { ...span, validTo: valid, cutValid: FOREVER, cutKnown: FOREVER };
  if (known === span.knownFrom) return [before];
  return [before, { ...span, validFrom: valid, knownTo: known }];
}
