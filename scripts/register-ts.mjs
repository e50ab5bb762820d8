/** `node --import ./scripts/register-ts.mjs file.ts` runs TypeScript without a build (benches, fault tests, jest's set-up). */
import { register } from 'node:module';

register('./ts-hooks.mjs', import.meta.url);
