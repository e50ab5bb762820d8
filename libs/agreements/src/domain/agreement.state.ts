import type { AgreementDocument, AgreementDraft, AgreementEvent } from './agreement.events.js';

export type AgreementStatus =
  'DRAFT' | 'OFFERED' | 'IN_FORCE' | 'SUSPENDED' | 'DECLINED' | 'LAPSED' | 'TERMINATED' | 'COMPLETED';

export interface Signature {
  readonly party: string;
  readonly by: string;
  readonly organisationId?: string;
}

export interface Offer {
  readonly document: AgreementDocument;
  readonly sha256: string;
  readonly offeredBy: string;
  readonly reason: string | undefined;
  readonly signatures: readonly Signature[];
  /** superseded: replaced by a later one before or after it was concluded. */
  readonly status: 'open' | 'concluded' | 'declined' | 'superseded';
}

export interface KnownAgreement extends AgreementDraft {
  readonly status: AgreementStatus;
  /** All documents, by number from 1. */
  readonly offers: readonly Offer[];
  /** Its last day, once concluded. */
  readonly endsOn: string | undefined;
  /** Why it is as it is, where somebody said so. */
  readonly reason: string | undefined;
}

export type AgreementState = { readonly status: 'none' } | KnownAgreement;

export function evolve(state: AgreementState, event: AgreementEvent): AgreementState {
  if (event.type === 'AgreementDrafted')
    return { ...event.data, status: 'DRAFT', offers: [], endsOn: undefined, reason: undefined };
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'AgreementOffered': {
      const { document, sha256, by, reason } = event.data;
      const offers = state.offers.map((one) =>
        one.status === 'open' ? { ...one, status: 'superseded' as const } : one,
      );
      const offer = { document, sha256, offeredBy: by, reason, signatures: [], status: 'open' } as const;
      const status = state.status === 'DRAFT' ? 'OFFERED' : state.status;
      return { ...state, status, offers: [...offers, offer] };
    }
    case 'AgreementSigned': {
      const { number, party, by, organisationId } = event.data;
      return withOffer(state, number, (offer) => ({
        ...offer,
        signatures: [...offer.signatures, { party, by, organisationId }],
      }));
    }
    case 'AgreementConcluded': {
      const { number, endsOn } = event.data;
      const offers = state.offers.map((one) => {
        if (one.document.number === number) return { ...one, status: 'concluded' as const };
        return one.status === 'concluded' ? { ...one, status: 'superseded' as const } : one;
      });
      const status = state.status === 'OFFERED' ? 'IN_FORCE' : state.status;
      return { ...state, status, offers, endsOn };
    }
    case 'AgreementDeclined': {
      const declined = withOffer(state, event.data.number, (offer) => ({ ...offer, status: 'declined' }));
      if (state.status !== 'OFFERED') return declined;
      return { ...declined, status: 'DECLINED', reason: event.data.reason };
    }
    case 'AgreementLapsed':
      return { ...state, status: 'LAPSED' };
    case 'AgreementSuspended':
      return { ...state, status: 'SUSPENDED', reason: event.data.reason };
    case 'AgreementResumed':
      return { ...state, status: 'IN_FORCE', reason: event.data.reason };
    case 'AgreementTerminated':
      return { ...state, status: 'TERMINATED', reason: event.data.reason };
    case 'AgreementCompleted':
      return { ...state, status: 'COMPLETED', reason: event.data.reason };
  }
}

function withOffer(state: KnownAgreement, number: number, change: (offer: Offer) => Offer): KnownAgreement {
  const offers = state.offers.map((one) => (one.document.number === number ? change(one) : one));
  return { ...state, offers };
}

/** The document that waits for signatures. */
export const openOffer = (state: KnownAgreement) => state.offers.find(({ status }) => status === 'open');
