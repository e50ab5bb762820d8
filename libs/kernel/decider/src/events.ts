import { z } from 'zod';

/** A superseded schema version and how its data becomes the next version's. */
export interface OlderVersion {
  readonly schema: z.ZodType;
  /** From this version's data to the next version's. Pure. */
  readonly upcast: (data: never) => unknown;
}

/**
 * One registered event. `name` is the word of the code (`ApplicationSubmitted`), `stored` the stable name in the store
 * (`applications.application-submitted`); `version` the integer schema version written today.
 */
export interface EventSpec<Name extends string = string, Schema extends z.ZodType = z.ZodType> {
  readonly name: Name;
  readonly stored: string;
  readonly version: number;
  readonly schema: Schema;
  readonly older: Readonly<Record<number, OlderVersion>>;
  /** Field of the data that names the person whom it is about; absent: the person whom the stream's case is about. */
  readonly person?: string | undefined;
}

export type AnyEventSpec = EventSpec<string, z.ZodType>;

/** The union of in-memory events that a list of specs describes. */
export type EventsOf<Specs extends readonly AnyEventSpec[]> = {
  [Index in keyof Specs]: Specs[Index] extends EventSpec<infer Name, infer Schema>
    ? { readonly type: Name; readonly data: z.output<Schema> }
    : never;
}[number];

export function event<const Name extends string, Schema extends z.ZodType>(
  name: Name,
  spec: {
    stored: string;
    version: number;
    schema: Schema;
    older?: Readonly<Record<number, OlderVersion>>;
    person?: keyof z.output<Schema> & string;
  },
): EventSpec<Name, Schema> {
  if (!/^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/.test(spec.stored)) {
    throw new Error(`Event ${name}: stored type "${spec.stored}" is not <context>.<kebab-case>`);
  }
  const older = spec.older ?? {};
  for (let version = 1; version < spec.version; version += 1) {
    if (!older[version]) throw new Error(`Event ${name}: no upcaster from version ${version}`);
  }
  if (Object.keys(older).length !== spec.version - 1) {
    throw new Error(`Event ${name}: older versions do not run from 1 to ${spec.version - 1}`);
  }
  const { stored, version, schema, person } = spec;
  return { name, stored, version, schema, older, person };
}

export function defineEvents<const Specs extends readonly AnyEventSpec[]>(...specs: Specs): Specs {
  return specs;
}

/** Kept apart from the schemas' own metadata, which is published with them. */
const PERSONAL = new WeakSet<z.ZodType>();

/**
 * Marks a text of an event that may say who somebody is (reasons, opinions, grounds, notes): it is sealed before it is recorded, under the key of
 * the person whom the case is about, or whom the event's `person` names (docs/adr/0034).
 */
export function personal(schema: z.ZodString): z.ZodString {
  PERSONAL.add(schema);
  return schema;
}

/** Whether a schema was marked by `personal`. */
export function isPersonal(schema: z.ZodType): boolean {
  return PERSONAL.has(schema);
}
