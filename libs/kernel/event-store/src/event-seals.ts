import { type AnyEventSpec, type DomainEvent, isPersonal } from '@doyak/kernel/decider';
import { z } from 'zod';
import type { EventRegistry } from './event-registry.js';

/** Where a text is about to be recorded. */
export interface SealedPlace {
  readonly streamId: string;
  /** Of a new stream. */
  readonly caseId?: string | undefined;
  /** Whom the event is about, where it says so itself. */
  readonly personId?: string | undefined;
}

/** Seals what events say of people before they are recorded; provided by a module of the application. */
export abstract class EventSeals {
  /** The same number of texts, in the same order. */
  abstract sealTexts(texts: readonly string[], place: SealedPlace): Promise<readonly string[]>;
  /** What is kept of a request to know it again: equal for the same request and command, and no way back to the request. */
  abstract sealFingerprint(fingerprint: string, commandId: string): string;
}

/** `*` stands for every element of a list. */
type Path = readonly string[];
const pathsOf = new WeakMap<AnyEventSpec, readonly Path[]>();

/** The events with every text that their schemas mark as personal sealed; those without any are the same objects. */
export async function sealEvents<Event extends DomainEvent>(
  seals: EventSeals,
  registry: EventRegistry,
  events: readonly Event[],
  place: SealedPlace,
): Promise<readonly Event[]> {
  const marked = events.map((event) => {
    const spec = registry.spec(event.type);
    let paths = pathsOf.get(spec);
    if (!paths) pathsOf.set(spec, (paths = personalPaths(spec.schema)));
    return { spec, paths };
  });
  if (marked.every(({ paths }) => paths.length === 0)) return events;
  return Promise.all(
    events.map(async (event, at) => {
      const { spec, paths } = marked[at]!;
      const texts: string[] = [];
      for (const path of paths) collect(event.data, path, (text) => void texts.push(text));
      if (texts.length === 0) return event;
      const named = spec.person && (event.data as Record<string, unknown>)[spec.person];
      const sealed = await seals.sealTexts(texts, {
        ...place,
        personId: typeof named === 'string' ? named : undefined,
      });
      let next = 0;
      let { data } = event;
      for (const path of paths) data = replace(data, path, () => sealed[next++]!) as Event['data'];
      return { ...event, data };
    }),
  );
}

function collect(value: unknown, [name, ...rest]: Path, take: (text: string) => void): void {
  if (name === undefined) {
    if (typeof value === 'string') take(value);
  } else if (Array.isArray(value)) {
    if (name === '*') for (const one of value) collect(one, rest, take);
  } else if (typeof value === 'object' && value !== null) {
    collect((value as Record<string, unknown>)[name], rest, take);
  }
}

/** Meets the texts in the order of `collect`. */
function replace(value: unknown, path: Path, by: () => string): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return typeof value === 'string' ? by() : value;
  if (Array.isArray(value)) return name === '*' ? value.map((one) => replace(one, rest, by)) : value;
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return value;
  return { ...value, [name]: replace((value as Record<string, unknown>)[name], rest, by) };
}

function personalPaths(schema: z.ZodType): Path[] {
  if (isPersonal(schema)) return [[]];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable)
    return personalPaths(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodArray)
    return personalPaths(schema.element as z.ZodType).map((path) => ['*', ...path]);
  if (schema instanceof z.ZodUnion)
    return unique((schema.options as z.ZodType[]).flatMap((option) => personalPaths(option)));
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([name, one]) =>
    personalPaths(one).map((path) => [name, ...path]),
  );
}

function unique(paths: readonly Path[]): Path[] {
  return [...new Map(paths.map((path) => [path.join('/'), path])).values()];
}
