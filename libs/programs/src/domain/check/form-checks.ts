import type { Fact } from '../format/facts.js';
import type { Form } from '../format/application-form.js';
import { compileForm } from '../format/form-validator.js';
import { personalFields } from '../format/personal-fields.js';
import type { Path, Report } from './context.js';

type Schema = Readonly<Record<string, unknown>>;

/** The form is a JSON Schema that compiles, and each of its fields has a title in both languages. */
export function checkForm(form: Form, path: Path, report: Report): void {
  const compiled = compileForm(form);
  if (compiled.error !== undefined) report('FORM_INVALID', path, compiled.error);
  checkTitles(form, path, report);
}

function checkTitles(schema: Schema, path: Path, report: Report): void {
  for (const [name, field] of Object.entries(objectOf(schema.properties))) {
    const at = [...path, 'properties', name];
    const title = objectOf(objectOf(field)['x-title']);
    for (const language of ['ko', 'en']) {
      if (typeof title[language] === 'string' && title[language].trim() !== '') continue;
      report(
        'MISSING_TRANSLATION',
        [...at, 'x-title', language],
        `The field "${name}" has no title in "${language}"`,
      );
    }
    checkTitles(objectOf(field), at, report);
    const items = objectOf(objectOf(field).items);
    if (items.properties) checkTitles(items, [...at, 'items'], report);
  }
}

/** Whether a field of the form can give a fact of this type; the message says what it gives instead. */
export function fieldMismatch(
  fact: Fact,
  form: Form,
  field: string,
): { code: string; message: string } | undefined {
  const schema = Object.hasOwn(form.properties, field) ? objectOf(form.properties[field]) : undefined;
  if (!schema) return { code: 'FACT_NOT_IN_FORM', message: `The form has no field "${field}"` };
  if (personalFields(form).has(field))
    return { code: 'FACT_PERSONAL', message: `The field "${field}" is personal: rules cannot go by it` };
  const items = objectOf(schema.items);
  const given =
    schema.type === 'array'
      ? items.type === 'object'
        ? 'records'
        : items.type === 'string'
          ? 'strings'
          : 'a list'
      : schema.type === 'string' && schema.format === 'date'
        ? 'date'
        : ({ boolean: 'bool', integer: 'int', string: 'string' }[String(schema.type)] ?? String(schema.type));
  if (given === fact.type) return undefined;
  return {
    code: 'FACT_TYPE_MISMATCH',
    message: `The field "${field}" gives ${given}, the fact is ${fact.type}`,
  };
}

function objectOf(value: unknown): Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Schema) : {};
}
