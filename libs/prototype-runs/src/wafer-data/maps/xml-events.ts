import { SaxesParser } from 'saxes';
import { WaferDataError } from '../wafer-data-error.js';

/** An element as it opens: its local name, without prefix, and its attributes by their local names. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly offset: number;
}

export interface XmlReader {
  readonly open?: (element: Element, path: readonly string[]) => void;
  /** All text between the element's tags. */
  readonly close?: (name: string, text: string, offset: number, path: readonly string[]) => void;
}

const MOST_DEPTH = 32;

/**
 * Reads an XML document as events. A document type declaration is refused, and with it every entity but the five of XML itself:
 * nothing can be expanded or fetched. Throws `WaferDataError` with the byte offset.
 */
export function readXml(text: string, reader: XmlReader): void {
  const parser = new SaxesParser({ xmlns: false });
  const path: string[] = [];
  const texts: string[] = [];
  const offset = () => Buffer.byteLength(text.slice(0, parser.position));
  parser.on('doctype', () => {
    throw new WaferDataError('UNSUPPORTED', 'A document type declaration is not read', offset());
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (path.length >= MOST_DEPTH) {
      throw new WaferDataError('TOO_LARGE', `Elements lie more than ${MOST_DEPTH} deep`, offset());
    }
    const own = Object.entries(attributes as Record<string, string>).map(([key, value]) => [
      local(key),
      value,
    ]);
    path.push(local(name));
    texts.push('');
    const element = { name: local(name), attributes: Object.fromEntries(own) as Record<string, string> };
    reader.open?.({ ...element, offset: offset() }, path);
  });
  const add = (part: string) => {
    if (texts.length > 0) texts[texts.length - 1] += part;
  };
  parser.on('text', add);
  parser.on('cdata', add);
  parser.on('closetag', ({ name }) => {
    reader.close?.(local(name), texts.pop() ?? '', offset(), path);
    path.pop();
  });
  parser.on('error', (error) => {
    const unended = /unclosed|end of|unexpected end/i.test(error.message);
    const detail = `Not well-formed XML: ${error.message.replace(/^\d+:\d+: /, '')}`;
    throw new WaferDataError(unended ? 'TRUNCATED' : 'MALFORMED', detail, offset());
  });
  parser.write(text).close();
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);
