import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = readonly [address: Address, prefixLength: number];

/** Where an address lies: the public internet, this machine, or anywhere that a request from outside must not choose. */
export type Reach = 'public' | 'loopback' | 'other';

/** `undefined`: the text is no address in canonical notation. Zone ids (`fe80::1%eth0`) are none. */
function parse(text: string): Address | undefined {
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text;
  if (ipaddr.IPv4.isValidFourPartDecimal(bare)) return ipaddr.IPv4.parse(bare);
  if (!bare.includes(':') || bare.includes('%') || !ipaddr.IPv6.isValid(bare)) return undefined;
  return ipaddr.IPv6.parse(bare);
}

/** Whether a host as the URL parser wrote it is an address: it has one notation left for IPv4 (WHATWG URL, "host parsing"). */
export function isAddress(host: string): boolean {
  return parse(host) !== undefined;
}

/** Global unicast of IPv6 (RFC 4291, 2.4; IANA has given out 2000::/3 alone). */
const GLOBAL = ipaddr.IPv6.parseCIDR('2000::/3') as Network;

/**
 * Only what the registries of IANA call globally reachable is `public`. Addresses that carry an IPv4 address inside (mapped, compatible,
 * NAT64, 6to4, Teredo, ISATAP) never are: what they lead to is decided elsewhere.
 */
export function reachOf(text: string): Reach {
  const address = parse(text);
  if (!address) return 'other';
  const range = address.range();
  if (range === 'loopback') return 'loopback';
  if (range !== 'unicast') return 'other';
  if (address instanceof ipaddr.IPv4) return 'public';
  return address.match(...GLOBAL) && !isIsatap(address) ? 'public' : 'other';
}

/** RFC 5214, 6.1: interface identifiers 0000:5EFE and 0200:5EFE carry an IPv4 address. */
function isIsatap({ parts }: ipaddr.IPv6): boolean {
  return (parts[4] === 0 || parts[4] === 0x0200) && parts[5] === 0x5efe;
}

const ALLOWABLE = new Set(['private', 'carrierGradeNat', 'uniqueLocal', 'unicast']);

/**
 * A network in CIDR notation, normalised, that somebody may put on the list: private or public unicast, of 65,536 IPv4 addresses or an
 * IPv6 /48 at most, so that neither loopback nor link-local addresses (metadata services of clouds) are ever on it. `undefined` otherwise,
 * also when bits behind the prefix are set.
 */
export function parseNetwork(text: string): string | undefined {
  try {
    const [address, prefix] = ipaddr.parseCIDR(text);
    const v4 = address instanceof ipaddr.IPv4;
    const base = v4 ? ipaddr.IPv4.networkAddressFromCIDR(text) : ipaddr.IPv6.networkAddressFromCIDR(text);
    const fits = prefix >= (v4 ? 16 : 48) && ALLOWABLE.has(address.range());
    return fits && base.toString() === address.toString() ? `${base.toString()}/${prefix}` : undefined;
  } catch {
    return undefined;
  }
}

/** Whether an address lies in one of the networks. */
export function isWithin(text: string, networks: readonly string[]): boolean {
  const address = parse(text);
  if (!address) return false;
  return networks.some((network) => {
    const [base, prefix] = ipaddr.parseCIDR(network);
    return base.kind() === address.kind() && (address as ipaddr.IPv4).match(base as ipaddr.IPv4, prefix);
  });
}
