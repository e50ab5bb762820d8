import { Resolver } from 'node:dns/promises';
import { OutboundFailed } from './failures.js';

/** All addresses of a name, at most some. Throws `OutboundFailed`. */
export type Resolve = (name: string) => Promise<string[]>;

const MOST = 8;

/**
 * Asks DNS, not the system's resolver: that one holds a thread of Node's small pool for as long as a name server is silent, and with it
 * all work on files. `servers` replaces those of the system.
 */
export function dnsResolver(servers?: readonly string[]): Resolve {
  const resolver = new Resolver({ timeout: 2_000, tries: 2 });
  if (servers) resolver.setServers(servers);
  return async (name) => {
    // RFC 6761, 6.3: never asked of DNS.
    if (name === 'localhost') return ['127.0.0.1'];
    const answers = await Promise.allSettled([resolver.resolve4(name), resolver.resolve6(name)]);
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (found.length > 0) return found.slice(0, MOST);
    const reasons = answers.map(
      (answer) => (answer as { reason?: { code?: string } }).reason?.code ?? 'ENODATA',
    );
    throw new OutboundFailed(
      'NAME_NOT_RESOLVED',
      `DNS has no address for the name (${[...new Set(reasons)].join(', ')})`,
    );
  };
}
