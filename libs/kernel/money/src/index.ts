/** Exact arithmetic on whole KRW (원): the won has no smaller unit, so that nothing is ever rounded twice. Pure. */
export { splitByWeights } from './split.js';
