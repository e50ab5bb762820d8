import { isUtf8 } from 'node:buffer';
import { Refusal } from '@doyak/kernel/decider';
import { SaxesParser } from 'saxes';

/** One element of a bank's message: local names without prefixes, text trimmed. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** Bytes of a bank's file at most. */
export const MOST_FILE_BYTES = 16 * 1024 * 1024;
const MOST_DEPTH = 40;
const MOST_ELEMENTS = 1_000_000;

/**
 * Reads a bank's message into a tree. A document type declaration is refused, and with it every entity but the five of XML: nothing can be
 * expanded or fetched. Refusal: BANK_FILE_MALFORMED.
 */
export function readMessage(bytes: Uint8Array): { readonly root: Element; readonly namespace: string } {
  const parser = new SaxesParser({ xmlns: true });
  const open: Element[] = [];
  let root: Element | undefined;
  let namespace = '';
  let seen = 0;
  parser.on('doctype', () => malformed('A document type declaration is not read'));
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && encoding.toLowerCase() !== 'utf-8') malformed('It is not in UTF-8');
  });
  parser.on('opentag', ({ local, uri, attributes }) => {
    if (open.length >= MOST_DEPTH) malformed(`Elements lie more than ${MOST_DEPTH} deep`);
    if ((seen += 1) > MOST_ELEMENTS) malformed(`It holds more than ${MOST_ELEMENTS} elements`);
    const own = Object.values(attributes).map((one) => [one.local, one.value] as const);
    const element: Element = { name: local, attributes: Object.fromEntries(own), children: [], text: '' };
    if (root) open.at(-1)?.children.push(element);
    else [root, namespace] = [element, uri];
    open.push(element);
  });
  const add = (text: string) => {
    const at = open.at(-1);
    if (at) at.text += text;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', () => {
    const closed = open.pop()!;
    closed.text = closed.text.trim();
  });
  parser.on('error', (error) => malformed(`It is not well-formed: ${error.message.slice(0, 200)}`));
  if (!isUtf8(bytes)) malformed('It is not in UTF-8');
  parser
    .write(
      Buffer.from(bytes)
        .toString('utf8')
        .replace(/^\ufeff/, ''),
    )
    .close();
  if (!root) malformed('It holds no element');
  return { root: root!, namespace };
}

export function malformed(detail: string): never {
  throw new Refusal('rule', 'BANK_FILE_MALFORMED', detail);
}

/** Elements at a path below another, all of them. */
export function all(from: Element, ...path: readonly string[]): Element[] {
  return path.reduce<Element[]>(
    (found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)),
    [from],
  );
}

/** Text at a path below an element; `undefined` where there is none. */
export const textAt = (from: Element, ...path: readonly string[]): string | undefined =>
  all(from, ...path)[0]?.text || undefined;

/** Whole KRW; `undefined` for another currency, a fraction, or more than is exact. */
export function wholeWon(text: string | undefined, currency: string | undefined): number | undefined {
  if (currency !== 'KRW' || text === undefined || !/^\d{1,15}(\.0{1,5})?$/.test(text)) return undefined;
  return Number(text.split('.')[0]);
}
