export { checkProgram } from './domain/check/check-program.js';
