/**
 * Korean identification numbers: what a number looks like and whether its check digit holds. Pure, no look-up: a valid
 * number does not show that a business still exists. Rules: `domain.md` 8 (National Tax Service 사업자등록번호;
 * Supreme Court rule on 법인등록번호). Resident registration numbers (주민등록번호) are never collected (PIPA art. 24-2).
 */
export type { NumberCheck, NumberFault, NumberWarning } from './number-check.js';
export { checkBusinessNumber, formatBusinessNumber } from './business-number.js';
export { checkCorporateNumber, formatCorporateNumber } from './corporate-number.js';
export { containsResidentNumber, maskResidentNumbers } from './resident-number.js';
export { businessNumber, corporateNumber, withoutResidentNumber } from './schemas.js';
