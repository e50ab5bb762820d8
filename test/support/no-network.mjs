/** Preloaded into a process that must need nothing but its files: no network, no database driver, no framework is to be had there. */
import { register } from 'node:module';

const refused =
  /^(node:)?(net|http|https|http2|tls|dns|dgram|cluster)(\/|$)|^(pg|typeorm|bullmq|ioredis|express|undici)(\/|$)|^@nestjs\//;
const hooks = `
  const refused = ${String(refused)};
  export function resolve(specifier, context, next) {
    if (refused.test(specifier)) throw new Error('REFUSED: ' + specifier + ' from ' + context.parentURL);
    return next(specifier, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);
globalThis.fetch = () => Promise.reject(new Error('REFUSED: fetch'));
