/** Networks beyond the public internet that requests may reach: an audited list (docs/adr/0028). */
export { NetworksModule, networksFeature } from './networks.module.js';
