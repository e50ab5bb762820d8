import type { Form } from './application-form.js';

/** Fields of a form that hold personal data: marked `x-personal`, or with something in them that is. */
export function personalFields({ properties }: Pick<Form, 'properties'>): Set<string> {
  return new Set(Object.keys(properties).filter((name) => isPersonal(properties[name])));
}

function isPersonal(schema: unknown): boolean {
  if (Array.isArray(schema)) return schema.some(isPersonal);
  if (typeof schema !== 'object' || schema === null) return false;
  return (schema as Record<string, unknown>)['x-personal'] === true || Object.values(schema).some(isPersonal);
}
