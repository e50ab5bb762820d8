/** Cases: one application's way through a program, from call to closing. */
export { CasesModule } from './cases.module.js';
export { caseParties } from './read-models/case-parties/case-parties.js';
