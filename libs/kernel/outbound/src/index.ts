/**
 * Requests to addresses that somebody else chose. Nothing of Doyak asks such an address in another way (docs/adr/0028): https only, public
 * addresses only but for an audited list of networks, the address that was checked is the one that is connected to, no redirects, an end in time.
 */
export { isAddress, parseNetwork, reachOf, type Reach } from './addresses.js';
export { AllowedNetworks } from './allowed-networks.js';
export type { Reachable } from './check-url.js';
export { OutboundFailed, type FailedBecause, OutboundRefused, type RefusedBecause } from './failures.js';
export type { OutboundAnswer } from './exchange.js';
export { type OpenAnswer, Outbound, type OutboundOptions, type OutboundRequest } from './outbound.js';
export { OutboundModule } from './outbound.module.js';
export { dnsResolver, type Resolve } from './resolve.js';
