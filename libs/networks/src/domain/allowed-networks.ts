import { type Decider, Refusal } from '@doyak/kernel/decider';
import type { AllowedNetworksEvent } from './allowed-networks.events.js';

export interface AllowedNetwork {
  readonly network: string;
  readonly reason: string;
  readonly by: string;
}

export type AllowedNetworksState = readonly AllowedNetwork[];

export interface AllowedNetworksCommand {
  readonly type: 'AllowNetwork' | 'WithdrawNetwork';
  /** Normalised. */
  readonly network: string;
  readonly reason: string;
}

/** The one stream of this decider. */
export const ALLOWED_NETWORKS_STREAM = 'allowed-networks-00000000-0000-7000-8000-000000000002';
const MOST = 200;

/** Networks of the agency's own that requests may reach, each allowed by a person with a reason. */
export const allowedNetworks: Decider<AllowedNetworksState, AllowedNetworksCommand, AllowedNetworksEvent> = {
  name: 'allowed-networks',
  initialState: [],

  evolve(state, { type, data }) {
    const others = state.filter(({ network }) => network !== data.network);
    return type === 'NetworkAllowed' ? [...others, data] : others;
  },

  decide({ type, network, reason, actor }, state) {
    if (actor.kind !== 'person')
      throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
    const known = state.some((one) => one.network === network);
    const data = { network, reason, by: actor.id };
    if (type === 'WithdrawNetwork') {
      if (!known) throw new Refusal('not-found', 'NETWORK_NOT_ALLOWED', 'The network is not on the list');
      return [{ type: 'NetworkWithdrawn', data }];
    }
    if (known) return [];
    if (state.length >= MOST)
      throw new Refusal('rule', 'NETWORK_LIST_FULL', `The list has ${MOST} networks at most`);
    return [{ type: 'NetworkAllowed', data }];
  },
};
