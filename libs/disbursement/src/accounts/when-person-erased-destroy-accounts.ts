import { defineSubscription } from '@doyak/kernel/event-store';

/** Accounts of a founder's own go with the person; those of an organisation stay with it. */
export const destroyErasedAccounts = defineSubscription<{
  readonly type: 'PersonErased';
  readonly data: { readonly personId: string };
}>({
  name: 'disbursement-destroy-erased-accounts',
  events: ['PersonErased'],
  handle: async ({ data: { personId } }, tx) => {
    await tx.query(
      'delete from disbursement.payee_accounts where owner_person_id = $1 and owner_organisation_id is null',
      [personId],
    );
  },
});
