import { definePermissions, defineProblems } from '@doyak/kernel/http';

definePermissions('agreements', {
  'agreements.read': {
    title: 'Read agreements: parties their own',
    roles: ['applicant', 'partner', 'operator', 'auditor'],
  },
  'agreements.read-all': { title: 'Read all agreements', roles: ['operator', 'auditor'] },
  'agreements.offer': { title: 'Offer an agreement, or an amendment of it', roles: ['operator'] },
  'agreements.sign': {
    title: 'Sign or decline an agreement for a party',
    roles: ['applicant', 'partner', 'operator'],
  },
  'agreements.govern': {
    title: 'Suspend, resume, terminate or complete an agreement',
    roles: ['operator'],
  },
});

defineProblems({
  AGREEMENT_NOT_FOUND: { status: 404, title: 'There is no such agreement' },
  AGREEMENT_ENDED: { status: 409, title: 'The agreement has ended' },
  AGREEMENT_NOT_SO: { status: 409, title: 'The agreement does not stand so that this could be done' },
  NOTHING_OFFERED: { status: 409, title: 'No document waits for signatures' },
  DOCUMENT_CHANGED: {
    status: 409,
    title: 'Another document is offered',
    help: 'Read the agreement again; sign the hash of the document that is offered now.',
  },
  DOCUMENT_NOT_FOUND_IN_AGREEMENT: { status: 404, title: 'The agreement has no such document' },
  SIGNED_ALREADY: { status: 409, title: 'This party has signed already' },
  NOT_A_PARTY: { status: 403, title: 'Only a party signs or declines' },
  PARTIES_UNFIT: { status: 422, title: 'The parties are not those of the program' },
  PARTY_TWICE: { status: 422, title: 'Nobody is two parties of one agreement' },
  MONEY_UNFIT: { status: 422, title: 'The money does not fit the program' },
});
