import { z } from 'zod';
import { standardStageKinds } from '../stage-kinds/standard.js';
import type { StageKinds } from '../stage-kinds/stage-kind.js';
import { schemaOf } from './cached-schema.js';

/** Address under which the schema is published; an identifier, nothing is loaded from it. */
export const SCHEMA_ID = 'https://doyak.kr/schemas/program-definition-1.json';

/** JSON Schema 2020-12 of a program definition, for editors and for other tools. Made from the Zod schema. */
export function definitionJsonSchema(
  kinds: StageKinds = standardStageKinds,
): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(schemaOf(kinds), { target: 'draft-2020-12', io: 'input' });
  return { $schema, $id: SCHEMA_ID, ...schema };
}
