import { agreement, coFunding, incorporation, objection } from './agreement-kinds.js';
import {
  documentEvaluation,
  expertEvaluation,
  finalEvaluation,
  interimCheck,
  presentationEvaluation,
  screening,
  selection,
  siteCheck,
} from './evaluation-kinds.js';
import { disbursement, guarantee, outcomeTracking, settlement } from './money-kinds.js';
import { matching, placement, training } from './people-kinds.js';
import { review } from './review-kind.js';
import { StageKinds } from './stage-kind.js';
import {
  pocVerification,
  procurementRegistration,
  prototypeRun,
  trialPurchase,
  verificationTestReport,
} from './verification-kinds.js';

/** The kinds that Doyak carries out. The published JSON Schema and the reference are made from them. */
export const standardStageKinds = new StageKinds([
  screening,
  documentEvaluation,
  presentationEvaluation,
  expertEvaluation,
  siteCheck,
  review,
  selection,
  objection,
  agreement,
  coFunding,
  incorporation,
  matching,
  pocVerification,
  verificationTestReport,
  prototypeRun,
  procurementRegistration,
  trialPurchase,
  guarantee,
  disbursement,
  interimCheck,
  finalEvaluation,
  settlement,
  training,
  placement,
  outcomeTracking,
]);
