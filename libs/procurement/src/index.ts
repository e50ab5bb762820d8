/**
 * Procurement registration (혁신제품 지정): applied for by a route, voted on by a committee, decided by the procurement service; then the life of the
 * designation: numbers, the catalogue, extensions, suspension, cancellation, expiry.
 */
export { ProcurementModule, procurementFeature } from './procurement.module.js';
