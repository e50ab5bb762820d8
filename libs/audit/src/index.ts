/** Audit (감사): the log as C2SP tiles, signed checkpoints, evidence that is verified offline, and what auditors see of the past. */
import { CreateAudit1764000000901 } from './migrations/create-audit-1764000000901.js';

export { AuditModule, auditFeature } from './audit.module.js';
export { CounterfactualReplay } from './counterfactual/counterfactual.js';
export { CaseReplay, type ReplayStep } from './time-travel/case-replay.js';
export { ExportCase } from './evidence/export-case.js';
export { ExportLog } from './evidence/export-log.js';
export { LogStatus } from './log/log-status/log-status.js';
export { RotateEncryptionKey } from './personal-data/rotate-encryption-key.js';
export { RotateLogKey } from './log/rotate-log-key/rotate-log-key.js';

/** Run by the owner, after those of the event store. */
export const migrations = [CreateAudit1764000000901];
