/** Cases: one application's way through a program, from call to closing. */
export { CasesModule, casesFeature } from './cases.module.js';
