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
  return { name, stored: spec.stored, version: spec.version, schema: spec.schema, older };
}

export function defineEvents<const Specs extends readonly AnyEventSpec[]>(...specs: Specs): Specs {
  return specs;
}

const PERSONAL = 'doyakPersonal';

/** Marks a field of an event or request as personal data (PIPA): kept out of logs, masked in lists. */
export function personal<Schema extends z.ZodType>(schema: Schema): Schema {
  return schema.meta({ [PERSONAL]: true }) as Schema;
}
