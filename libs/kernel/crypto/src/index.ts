/** Secrets that Doyak must read again (signing keys, shared secrets of partners) are sealed with keys derived from one master key. */
export { CryptoModule } from './crypto.module.js';
export { loadMasterKey, MasterKeyError } from './master-key.js';
export { Sealer, SealError } from './sealer.js';
