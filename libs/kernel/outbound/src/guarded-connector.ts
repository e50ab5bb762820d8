import type { Socket } from 'node:net';
import { buildConnector } from 'undici';
import { isAddress, reachOf } from './addresses.js';
import { type Reachable, refuseAddress } from './check-url.js';
import { asFailure, OutboundFailed, OutboundRefused } from './failures.js';
import type { Resolve } from './resolve.js';

export interface ConnectorOptions {
  readonly resolve: Resolve;
  /** Asked for each connection: what is allowed now. */
  readonly reachable: () => Promise<Reachable>;
  readonly connectTimeoutMs: number;
  /** Certificate authorities beside those of Node, PEM. */
  readonly authorities: readonly string[];
  /** How often open connections to allowed networks are held against the list. */
  readonly recheckMs: number;
}

/** Addresses of one name that are tried. */
const TRIED = 3;

/**
 * Makes every connection: resolves the name once, refuses it when one of its addresses is not allowed, and connects to exactly an address
 * that was looked at. A name that answers otherwise a moment later, and an address written as a literal, find no way around (undici's own
 * `lookup` is not asked for literals). TLS still verifies the name.
 */
export function guardedConnector(options: ConnectorOptions): buildConnector.connector {
  const connect = buildConnector({
    timeout: options.connectTimeoutMs,
    ...(options.authorities.length > 0 ? { ca: [...options.authorities] } : {}),
  });
  return (target, callback) => {
    void (async () => {
      const reachable = await options.reachable();
      const addresses = await addressesOf(target.hostname, options.resolve);
      for (const address of addresses) refuseTarget(address, target.protocol, reachable);
      const socket = await connectToOne(connect, target, addresses);
      refuseTarget(socket.remoteAddress ?? '', target.protocol, reachable, socket);
      if (reachOf(socket.remoteAddress ?? '') !== 'public') recheck(socket, options);
      return socket;
    })().then(
      (socket) => callback(null, socket),
      (error: unknown) => callback(asFailure(error), null),
    );
  };
}

async function addressesOf(hostname: string, resolve: Resolve): Promise<string[]> {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (isAddress(bare)) return [bare];
  const addresses = await resolve(hostname.replace(/\.$/, ''));
  if (addresses.length === 0)
    throw new OutboundFailed('NAME_NOT_RESOLVED', 'DNS has no address for the name');
  return addresses;
}

/** Throws unless the address is allowed for the scheme; a socket that is open already is closed. */
function refuseTarget(address: string, protocol: string, reachable: Reachable, socket?: Socket): void {
  try {
    refuseAddress(address, reachable);
    if (protocol !== 'https:' && reachOf(address) !== 'loopback')
      throw new OutboundRefused('SCHEME_NOT_ALLOWED', 'Only https is allowed');
  } catch (error) {
    socket?.destroy();
    throw error;
  }
}

async function connectToOne(
  connect: buildConnector.connector,
  target: buildConnector.Options,
  addresses: readonly string[],
): Promise<Socket> {
  let last: unknown;
  for (const address of addresses.slice(0, TRIED)) {
    try {
      return await new Promise<Socket>((resolve, reject) => {
        // `host` keeps the name, so that TLS asks for it and verifies it.
        connect({ ...target, hostname: address }, (error, socket) =>
          socket ? resolve(socket) : reject(error!),
        );
      });
    } catch (error) {
      last = error;
    }
  }
  throw last;
}

/** A connection must not outlive the permission under which it was made. */
function recheck(socket: Socket, { reachable, recheckMs }: ConnectorOptions): void {
  const timer = setInterval(() => {
    reachable().then(
      (now) => {
        try {
          refuseAddress(socket.remoteAddress ?? '', now);
        } catch {
          socket.destroy();
        }
      },
      () => undefined,
    );
  }, recheckMs).unref();
  socket.once('close', () => clearInterval(timer));
}
