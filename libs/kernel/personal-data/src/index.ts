/**
 * Personal data (PIPA): sealed per person with AES-256-GCM under a data key that a key-encryption key wraps. What events and tables hold is the
 * sealed value; destroying the data key erases it everywhere, and no proof changes (docs/adr/0034).
 */
import { CreatePersonalData1764000000020 } from './migrations/create-personal-data-1764000000020.js';
import { ForgetFingerprints1764000000021 } from './migrations/forget-fingerprints-1764000000021.js';

export { DataKeys, destroyDataKeys } from './data-keys.js';
export { KeyEncryptionKeys } from './key-encryption-keys.js';
export { maskEmail, maskName, maskPhone } from './masking.js';
export { PersonalData } from './personal-data.js';
export { PersonalDataModule } from './personal-data.module.js';
export { ERASED, isSealed } from './sealed.js';
export { SearchHashes } from './search-hashes.js';

/** Run by the owner, after those of the event store. */
export const migrations = [CreatePersonalData1764000000020, ForgetFingerprints1764000000021];
