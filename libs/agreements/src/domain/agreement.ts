import { type Actor, type Decider, type Given, Refusal } from '@doyak/kernel/decider';
import { hashOf } from './agreement-document.js';
import type { AgreementDocument, AgreementDraft, AgreementEvent, Party } from './agreement.events.js';
import {
  type AgreementState,
  evolve,
  type KnownAgreement,
  type Offer,
  openOffer,
} from './agreement.state.js';

export type AgreementCommand =
  | ({ type: 'DraftAgreement' } & AgreementDraft)
  | { type: 'OfferAgreement'; document: AgreementDocument; reason?: string }
  | {
      type: 'SignAgreement';
      /** Of the document that the signer has read. */
      sha256: string;
      /** Last day of the agreement, were this the last signature. */
      endsOn: string;
    }
  | { type: 'DeclineAgreement'; reason: string }
  | { type: 'SuspendAgreement' | 'ResumeAgreement'; reason: string }
  | { type: 'TerminateAgreement' | 'CompleteAgreement'; reason: string }
  | { type: 'EndWithCase'; because: 'case-closed' | 'stage-closed'; as: string };

type Of<Type extends AgreementCommand['type']> = Given<Extract<AgreementCommand, { type: Type }>>;

/**
 * An agreement (협약) of one run of a stage: offered as a document frozen with the program version, in force once every party has signed its hash by
 * an account of its own. An amendment (변경협약) is another document, signed anew; until then the old one binds.
 */
export const agreement: Decider<AgreementState, AgreementCommand, AgreementEvent> = {
  name: 'agreement',
  initialState: { status: 'none' },
  evolve,
  decide,
};

function decide(command: Given<AgreementCommand>, state: AgreementState): AgreementEvent[] {
  if (command.type === 'DraftAgreement') {
    if (state.status !== 'none') return [];
    const { type: _, now: _now, actor: _actor, ...data } = command;
    return [{ type: 'AgreementDrafted', data }];
  }
  if (state.status === 'none')
    throw new Refusal('not-found', 'AGREEMENT_NOT_FOUND', 'There is no such agreement');
  switch (command.type) {
    case 'OfferAgreement':
      return offer(command, alive(state));
    case 'SignAgreement':
      return sign(command, alive(state));
    case 'DeclineAgreement':
      return decline(command, alive(state));
    case 'EndWithCase':
      return endWithCase(command, state);
    default:
      return govern(command, alive(state));
  }
}

const ENDED = ['DECLINED', 'LAPSED', 'TERMINATED', 'COMPLETED'];

function alive(state: KnownAgreement): KnownAgreement {
  if (ENDED.includes(state.status))
    throw new Refusal('conflict', 'AGREEMENT_ENDED', 'The agreement has ended');
  return state;
}

/** An officer who is not on the applicant's side. */
function officer(actor: Actor, { applicant }: KnownAgreement): string {
  const by = person(actor);
  const own = actor.organisationId !== undefined && actor.organisationId === applicant.organisationId;
  if (own || by === applicant.personId)
    throw new Refusal('forbidden', 'OWN_APPLICATION', 'Nobody acts for both sides of an agreement');
  return by;
}

function person(actor: Actor): string {
  if (actor.kind !== 'person')
    throw new Refusal('forbidden', 'PERSON_NEEDED', 'Only a person who signed in may do this');
  return actor.id;
}

function offer({ document, reason, actor }: Of<'OfferAgreement'>, state: KnownAgreement): AgreementEvent[] {
  const by = officer(actor, state);
  if (document.number !== state.offers.length + 1)
    throw new Refusal('conflict', 'DOCUMENT_CHANGED', 'Another document has been offered meanwhile');
  if (state.offers.length > 0 && reason === undefined)
    throw new Refusal('rule', 'REASON_NEEDED', 'An amendment or a new offer needs a reason');
  refuseParties(document.parties, state);
  const data = { ...placeOf(state), document, sha256: hashOf(document), by, reason };
  return [{ type: 'AgreementOffered', data }];
}

/** Every party that the program asks for, each somebody else. */
function refuseParties(parties: readonly Party[], state: KnownAgreement): void {
  const named = parties.map(({ party }) => party);
  const missing = state.parties.filter((party) => !named.includes(party));
  const beyond = named.filter((party) => !state.parties.includes(party));
  if (missing.length > 0 || beyond.length > 0)
    throw new Refusal(
      'rule',
      'PARTIES_UNFIT',
      'The parties are not those of the program',
      [...missing, ...beyond].map((party) => ({
        pointer: `/parties/${party}`,
        code: missing.includes(party) ? 'MISSING' : 'NOT_ASKED',
        detail: missing.includes(party) ? 'must be named' : 'is no party',
      })),
    );
  const holders = parties.map(({ organisationId, personId }) => organisationId ?? personId);
  if (new Set(holders).size !== holders.length)
    throw new Refusal('rule', 'PARTY_TWICE', 'Nobody is two parties of one agreement');
}

/** The party for which somebody acts; by its own account, never for another. Refusal: NOT_A_PARTY. */
export function partyOf(actor: Actor, document: AgreementDocument): Party {
  const found = document.parties.find(({ organisationId, personId }) =>
    organisationId === undefined ? personId === actor.id : organisationId === actor.organisationId,
  );
  if (!found) throw new Refusal('forbidden', 'NOT_A_PARTY', 'Only a party signs or declines');
  return found;
}

function waiting(state: KnownAgreement): Offer {
  const found = openOffer(state);
  if (!found) throw new Refusal('conflict', 'NOTHING_OFFERED', 'No document waits for signatures');
  return found;
}

function sign(command: Of<'SignAgreement'>, state: KnownAgreement): AgreementEvent[] {
  const open = waiting(state);
  const by = person(command.actor);
  const { document, sha256, signatures } = open;
  const { party, organisationId } = partyOf(command.actor, document);
  if (command.sha256 !== sha256)
    throw new Refusal('conflict', 'DOCUMENT_CHANGED', 'The hash is not that of the document that is offered');
  if (signatures.some((one) => one.party === party))
    throw new Refusal('conflict', 'SIGNED_ALREADY', 'This party has signed already');
  const signed = { ...placeOf(state), number: document.number, sha256 };
  const events: AgreementEvent[] = [
    { type: 'AgreementSigned', data: { ...signed, party, by, organisationId } },
  ];
  if (signatures.length + 1 === document.parties.length)
    events.push({ type: 'AgreementConcluded', data: { ...signed, endsOn: command.endsOn } });
  return events;
}

function decline({ reason, actor }: Of<'DeclineAgreement'>, state: KnownAgreement): AgreementEvent[] {
  const { document } = waiting(state);
  const by = person(actor);
  const { party } = partyOf(actor, document);
  const data = { ...placeOf(state), number: document.number, party, reason, by };
  return [{ type: 'AgreementDeclined', data }];
}

function govern(
  {
    type,
    reason,
    actor,
  }: Of<'SuspendAgreement' | 'ResumeAgreement' | 'TerminateAgreement' | 'CompleteAgreement'>,
  state: KnownAgreement,
): AgreementEvent[] {
  const data = { ...placeOf(state), reason, by: officer(actor, state) };
  const must = (...wanted: KnownAgreement['status'][]) => {
    if (!wanted.includes(state.status))
      throw new Refusal('conflict', 'AGREEMENT_NOT_SO', `The agreement is ${state.status}`);
  };
  switch (type) {
    case 'SuspendAgreement':
      must('IN_FORCE');
      return [{ type: 'AgreementSuspended', data }];
    case 'ResumeAgreement':
      must('SUSPENDED');
      return [{ type: 'AgreementResumed', data }];
    case 'TerminateAgreement':
      must('IN_FORCE', 'SUSPENDED');
      return [{ type: 'AgreementTerminated', data }];
    case 'CompleteAgreement':
      must('IN_FORCE');
      return [{ type: 'AgreementCompleted', data }];
  }
}

/** What is not concluded lapses with its stage or case; what is in force ends as they do: also when the last signature crossed a deadline. */
function endWithCase({ because, as }: Of<'EndWithCase'>, state: KnownAgreement): AgreementEvent[] {
  if (ENDED.includes(state.status)) return [];
  if (state.status === 'DRAFT' || state.status === 'OFFERED')
    return [{ type: 'AgreementLapsed', data: { ...placeOf(state), because } }];
  if (because === 'stage-closed' && as === 'signed') return [];
  const what = because === 'stage-closed' ? 'stage' : 'case';
  const data = { ...placeOf(state), reason: `The ${what} ended: ${as}` };
  const fulfilled = as === 'completed' || as === 'failed' || as === 'honest-failure';
  return [{ type: fulfilled ? 'AgreementCompleted' : 'AgreementTerminated', data }];
}

export function placeOf({ agreementId, caseId, stage, run }: KnownAgreement) {
  return { agreementId, caseId, stage, run };
}
