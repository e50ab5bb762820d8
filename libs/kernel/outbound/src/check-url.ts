import { isAddress, isWithin, reachOf } from './addresses.js';
import { OutboundRefused } from './failures.js';

/** What of the network may be asked. */
export interface Reachable {
  /** Loopback addresses, also by plain http: for development on one machine. */
  readonly loopback: boolean;
  /** Networks beyond the public internet, in CIDR notation, that somebody has allowed by name. */
  readonly networks: readonly string[];
}

const LONGEST = 2_048;
/** Services on unprivileged ports that answer to lines of text, so that a request could pass for a command to them. */
const OTHER_SERVICES = new Set([
  ...[1433, 1521, 2049, 2375, 2379, 2380, 3306, 3389, 4369, 5432, 5672, 5900, 6000, 6379, 6380, 6443, 6667],
  ...[7001, 8020, 8500, 9042, 9092, 9200, 9300, 10_250, 11_211, 15_672, 27_017, 50_070],
]);
/** Names that mean something on a local network only (RFC 6761, 6762, 8375, 9476; ICANN's choice of .internal). */
const LOCAL =
  /(^|\.)(localhost|local|internal|intranet|lan|home|corp|localdomain|home\.arpa|arpa|test|invalid|onion|alt|cluster\.local)$/;

/**
 * Reads a URL that somebody else chose, and refuses whatever can be told from its text alone; what its name leads to is checked when
 * the connection is made. Throws `OutboundRefused`.
 */
export function checkUrl(text: string, reachable: Reachable): URL {
  const url = parse(text);
  const name = url.hostname;
  const local = reachOf(name) === 'loopback' || name === 'localhost';
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local && reachable.loopback))
    throw new OutboundRefused('SCHEME_NOT_ALLOWED', 'Only https is allowed');
  if (url.username !== '' || url.password !== '' || /^[a-z]+:\/*[^/?#]*@/i.test(text))
    throw new OutboundRefused('USERINFO_NOT_ALLOWED', 'A URL must not hold credentials');
  if (isAddress(name)) refuseAddress(name, reachable);
  else refuseName(name, reachable);
  if (!local) refusePort(url.port);
  return url;
}

function parse(text: string): URL {
  // The URL parser drops tabs and line feeds and reads a backslash as a slash: what people see is not what it reads.
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (text.length > LONGEST || /[\u0000-\u0020\u007f\\]/.test(text) || !URL.canParse(text))
    throw new OutboundRefused('URL_MALFORMED', 'This is no URL');
  return new URL(text);
}

/** Throws unless the address is public, or somebody has allowed it. */
export function refuseAddress(address: string, { loopback, networks }: Reachable): void {
  const reach = reachOf(address);
  if (reach === 'public' || (reach === 'loopback' && loopback) || isWithin(address, networks)) return;
  throw new OutboundRefused(
    'ADDRESS_NOT_ALLOWED',
    `${address} is no public address and is not on the list of allowed networks`,
  );
}

function refuseName(host: string, { loopback, networks }: Reachable): void {
  const name = host.replace(/\.$/, '');
  if (name === 'localhost' && loopback) return;
  const labels = name.split('.');
  if (
    host.endsWith('..') ||
    labels.some((label) => label.length === 0 || label.length > 63) ||
    name.length > 253
  )
    throw new OutboundRefused('HOST_NOT_ALLOWED', 'The host is no name');
  // Agencies on a network of their own name their systems as they like; what the names lead to must be on the list.
  if (networks.length > 0 && name !== 'localhost' && !name.endsWith('.localhost')) return;
  if (labels.length < 2 || LOCAL.test(name))
    throw new OutboundRefused('HOST_NOT_ALLOWED', 'The name means something on a local network only');
}

function refusePort(port: string): void {
  const number = port === '' ? 443 : Number(port);
  if (number === 443 || (number >= 1_024 && !OTHER_SERVICES.has(number))) return;
  throw new OutboundRefused(
    'PORT_NOT_ALLOWED',
    'Use port 443, or one above 1023 on which no other service is usual',
  );
}
