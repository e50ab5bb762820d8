import { patternOf } from './extract.js';

/** Numbers as people write them: 1,234.5 or −3. */
const NUMBER = '[-−]?\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|[-−]?\\d+(?:\\.\\d+)?';
const PLACES = 9;

/** The last number of an answer, in billionths, so that comparing is exact. */
export function numberIn(text: string): bigint | undefined {
  const matcher = patternOf(NUMBER).matcher(text);
  let last: string | undefined;
  while (matcher.find()) last = matcher.group() ?? last;
  if (last === undefined || last.length > 30) return undefined;
  return billionths(last.replaceAll(',', '').replace('−', '-'));
}

/** A decimal number as a whole number of billionths; digits beyond are cut off. */
export function billionths(text: string): bigint {
  const negative = text.startsWith('-');
  const [whole = '0', rest = ''] = text.replace('-', '').split('.');
  const value = BigInt(whole + rest.slice(0, PLACES).padEnd(PLACES, '0'));
  return negative ? -value : value;
}
