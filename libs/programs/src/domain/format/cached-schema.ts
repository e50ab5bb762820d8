import type { StageKinds } from '../stage-kinds/stage-kind.js';
import { definitionSchema } from './definition.js';

const schemas = new WeakMap<StageKinds, ReturnType<typeof definitionSchema>>();

/** Building the schema of 23 kinds takes a while; one per set of kinds is enough. */
export function schemaOf(kinds: StageKinds): ReturnType<typeof definitionSchema> {
  let schema = schemas.get(kinds);
  if (!schema) schemas.set(kinds, (schema = definitionSchema(kinds)));
  return schema;
}
