/**
 * Preloaded (`--import`) into a process that must need nothing but its files: it can neither connect, listen nor look a name up, and loads no
 * driver and no framework. Ends the process where that does not hold.
 */
import dgram from 'node:dgram';
import dns from 'node:dns';
import { register } from 'node:module';
import net from 'node:net';

const refuse = (): never => {
  throw new Error('REFUSED: network');
};
Object.assign(net.Socket.prototype, { connect: refuse });
Object.assign(net.Server.prototype, { listen: refuse });
Object.assign(dgram.Socket.prototype, { bind: refuse, connect: refuse, send: refuse });
for (const names of [dns, dns.promises, dns.Resolver.prototype, dns.promises.Resolver.prototype])
  for (const name of Object.keys(Object.getOwnPropertyDescriptors(names)))
    if (/^(lookup|resolve|reverse)/.test(name)) Object.assign(names, { [name]: refuse });

const refused =
  /^(node:)?(net|http|https|http2|tls|dns|dgram|cluster)(\/|$)|^(pg|typeorm|bullmq|ioredis|express|undici)(\/|$)|^@nestjs\//;
const hooks = `
  const refused = ${String(refused)};
  export function resolve(specifier, context, next) {
    if (refused.test(specifier)) throw new Error('REFUSED: ' + specifier + ' from ' + context.parentURL);
    return next(specifier, context);
  }`;
register(`data:text/javascript,${encodeURIComponent(hooks)}`);

/** Ways out, each of which must be closed. */
const ways: Readonly<Record<string, () => unknown>> = {
  connect: () => net.connect(9, '127.0.0.1'),
  listen: () => net.createServer().listen(0),
  datagram: () => dgram.createSocket('udp4').bind(0),
  lookup: () => dns.promises.lookup('localhost'),
  // eslint-disable-next-line no-restricted-syntax -- it must be refused, and nothing listens there
  fetch: () => fetch('http://127.0.0.1:65000'),
  driver: () => import('pg'),
  framework: () => import('@nestjs/core'),
};
for (const [name, way] of Object.entries(ways)) {
  const why = await Promise.resolve()
    .then(way)
    .then(() => 'open')
    .catch((error: unknown) => String((error as Error).cause ?? error));
  if (!why.includes('REFUSED')) {
    console.error(`The way out by ${name} is not closed: ${why}`);
    process.exit(70);
  }
}
