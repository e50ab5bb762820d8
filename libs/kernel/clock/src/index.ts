/** Time as a parameter of the platform (docs/adr/0022-simulated-time.md). */
export { Clock, SimulatedClock } from './clock.js';
export { ClockModule } from './clock.module.js';
