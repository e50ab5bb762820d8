import type { Given } from '@doyak/kernel/decider';
import type { DisbursementData } from './disbursement.events.js';

type ClaimCommand =
  | { readonly type: 'NameAccount'; readonly accountId: string }
  | {
      readonly type: 'SubmitClaim';
      readonly tranche: string;
      readonly amount: number;
      /** SHA-256 of the papers, in the order in which the program names them. */
      readonly papers: readonly string[];
      readonly costs: readonly {
        readonly item: string;
        readonly amount: number;
        readonly evidence: readonly string[];
      }[];
      /** Those of them that the case's evidence does not hold. */
      readonly unknown: readonly string[];
    }
  | { readonly type: 'SendBackClaim'; readonly tranche: string; readonly reason: string }
  | {
      readonly type: 'ApproveClaim';
      readonly tranche: string;
      readonly amount: number;
      /** Needed where less is approved than claimed. */
      readonly reason?: string;
    };

type OrderCommand =
  | {
      readonly type: 'PrepareOrder';
      readonly tranche: string;
      readonly orderId: string;
      /** Day in Seoul. */
      readonly notBefore: string;
    }
  | {
      readonly type: 'ChangeOrder';
      readonly orderId: string;
      readonly notBefore: string;
      readonly reason: string;
    }
  | { readonly type: 'CancelOrder'; readonly orderId: string; readonly reason: string }
  | {
      readonly type: 'CheckOrder' | 'ReleaseOrder';
      readonly orderId: string;
      /** For whom the person holds the duty now: themselves, or who delegated it; `undefined` does not hold it. */
      readonly mandate: { readonly for?: string } | undefined;
    }
  | {
      readonly type: 'NoteFunds';
      readonly orderId: string;
      /** KRW that the case's promise does not hold; none: they have been set aside for the order. */
      readonly lacking: number;
    }
  | {
      readonly type: 'SendOrder';
      readonly orderId: string;
      readonly runId: string;
      /** Day in Seoul on which the file is to be carried out. */
      readonly valueDate: string;
    }
  | {
      readonly type: 'NotePayment';
      readonly orderId: string;
      readonly fileId: string;
      readonly as: 'paid' | 'rejected' | 'returned';
      /** Reason of the bank, where it failed. */
      readonly code?: string;
    };

export type DisbursementCommand =
  | ({ readonly type: 'OpenDisbursement' } & DisbursementData<'DisbursementOpened'>)
  | {
      readonly type: 'SetAmount';
      readonly amount: number;
      /** The document in force that names it; absent where an officer decides it, with a reason. */
      readonly agreement?: { readonly agreementId: string; readonly number: number };
      readonly reason?: string;
    }
  | { readonly type: 'StopDisbursement'; readonly reason: string }
  | ClaimCommand
  | OrderCommand;

export type DisbursementOf<Type extends DisbursementCommand['type']> = Given<
  Extract<DisbursementCommand, { type: Type }>
>;
