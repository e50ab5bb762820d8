import { Refusal, type Decider } from '@doyak/kernel/decider';
import type { AdministratorsEvent } from './administrators.events.js';

export type AdministratorsCommand =
  | { readonly type: 'AppointAdministrator'; readonly personId: string; readonly grantId: string }
  | { readonly type: 'DismissAdministrator'; readonly personId: string; readonly grantId: string };

export interface AdministratorsState {
  /** Person by grant. */
  readonly appointed: Readonly<Record<string, string>>;
  readonly dismissed: Readonly<Record<string, true>>;
}

/** The one stream of this decider. */
export const ADMINISTRATORS_STREAM = 'administrators-00000000-0000-7000-8000-000000000001';

/**
 * Who counts as administrator, in one stream, so that "never none" is decided in one place. A grant is recorded with the
 * person first and here second; a revocation here first and with the person second. Whatever is interrupted, everybody
 * listed here is an active person who holds the role. A dismissed grant is remembered: a grant whose second half
 * comes after its revocation stays out.
 */
export const administrators: Decider<AdministratorsState, AdministratorsCommand, AdministratorsEvent> = {
  name: 'administrators',
  initialState: { appointed: {}, dismissed: {} },

  evolve({ appointed, dismissed }, { type, data }) {
    const { grantId, personId } = data;
    if (type === 'AdministratorAppointed')
      return { appointed: { ...appointed, [grantId]: personId }, dismissed };
    const { [grantId]: _gone, ...rest } = appointed;
    return { appointed: rest, dismissed: { ...dismissed, [grantId]: true } };
  },

  decide({ type, personId, grantId }, { appointed, dismissed }) {
    if (type === 'AppointAdministrator') {
      if (dismissed[grantId]) {
        throw new Refusal('conflict', 'GRANT_REVOKED', 'This grant has been revoked in the meantime.');
      }
      return appointed[grantId] ? [] : [{ type: 'AdministratorAppointed', data: { personId, grantId } }];
    }
    if (dismissed[grantId]) return [];
    if (appointed[grantId] && Object.keys(appointed).length === 1) {
      throw new Refusal('conflict', 'LAST_ADMINISTRATOR', 'The last administrator cannot be dismissed.');
    }
    return [{ type: 'AdministratorDismissed', data: { personId, grantId } }];
  },
};
