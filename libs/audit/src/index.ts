/** Audit (감사): the log as C2SP tiles, signed checkpoints, evidence that is verified offline, and what auditors see of the past. */
export { AuditModule, auditFeature } from './audit.module.js';
export { CaseReplay, type ReplayStep } from './time-travel/case-replay.js';
