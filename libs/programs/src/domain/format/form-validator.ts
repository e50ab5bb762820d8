import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject } from 'ajv/dist/2020.js';
import { RE2JS } from 're2js';
import type { Form } from './application-form.js';

/** One fault of a filled-in form, with a JSON pointer into it. */
export interface FormFault {
  readonly pointer: string;
  /** Keyword of JSON Schema that is not met, e.g. `required`, `maximum`. */
  readonly code: string;
  readonly detail: string;
}

export type CompiledForm =
  | { readonly error?: undefined; readonly validate: (data: unknown) => readonly FormFault[] }
  | { readonly error: string; readonly validate?: undefined };

const FORMATS = {
  date: (text: string) => {
    const date = new Date(`${text}T00:00:00.000Z`);
    return (
      /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text)
    );
  },
  email: (text: string) => text.length <= 254 && /^[^\s@]{1,64}@[^\s@.]+(\.[^\s@.]+)+$/.test(text),
  uri: (text: string) => text.length <= 2_000 && URL.canParse(text),
};

/** Patterns run in linear time (RE2): a form may come from outside, and what is filled in always does. */
const linearPattern = Object.assign(
  (pattern: string) => {
    const compiled = RE2JS.compile(pattern);
    // ajv keeps patterns by their text: without toString all would be taken for one.
    return { test: (text: string) => compiled.test(text), toString: () => pattern };
  },
  { code: 'linearPattern' },
);

/**
 * Compiles the form of an application. Strict: unknown keywords, unknown formats (known: date, email, uri), references
 * out of the schema and patterns that RE2 does not know are errors. `validate` returns all faults of a filled-in form.
 */
export function compileForm(form: Form): CompiledForm {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    formats: FORMATS,
    code: { regExp: linearPattern },
    logger: false,
  });
  ajv.addKeyword({ keyword: 'x-title', schemaType: 'object' });
  ajv.addKeyword({ keyword: 'x-personal', schemaType: 'boolean' });
  try {
    const validate = ajv.compile(form);
    return {
      validate: (data) => {
        if (validate(data)) return [];
        return (validate.errors ?? []).map(faultOf);
      },
    };
  } catch (error) {
    return { error: error instanceof Error ? error.message : 'The form is not a JSON Schema' };
  }
}

function faultOf(error: ErrorObject): FormFault {
  const { missingProperty, additionalProperty } = error.params as Record<string, unknown>;
  const name = missingProperty ?? additionalProperty;
  const pointer = name === undefined ? error.instancePath : `${error.instancePath}/${String(name)}`;
  return { pointer, code: error.keyword, detail: error.message ?? 'is not valid' };
}
