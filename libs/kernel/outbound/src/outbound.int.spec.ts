import { createServer as createHttp, type RequestListener, type Server } from 'node:http';
import { createServer as createHttps } from 'node:https';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { eventually } from '@doyak/kernel/testing';
import { afterAll, afterEach, describe, expect, it } from '@jest/globals';
import { CERTIFICATE, PRIVATE_KEY } from './certificate.test-support.js';
import type { Reachable } from './check-url.js';
import { type NameServer, startNameServer } from './name-server.test-support.js';
import { Outbound, type OutboundOptions } from './outbound.js';
import { dnsResolver } from './resolve.js';

const closing: (() => unknown)[] = [];
const servers: Server[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});
afterAll(() => servers.forEach((server) => server.close()));

async function listen(server: Server, host = '127.0.0.1', port = 0): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  servers.push(server);
  closing.push(() => server.closeAllConnections());
  return (server.address() as AddressInfo).port;
}
const http = (listener: RequestListener, host?: string, port?: number) =>
  listen(createHttp(listener), host, port);
const https = (listener: RequestListener, host?: string, port?: number) =>
  listen(createHttps({ cert: CERTIFICATE, key: PRIVATE_KEY }, listener), host, port);

function outbound(reachable: Partial<Reachable> = {}, options: Partial<OutboundOptions> = {}): Outbound {
  const made = new Outbound({
    reachable: () => Promise.resolve({ loopback: false, networks: [], ...reachable }),
    authorities: [CERTIFICATE],
    ...options,
  });
  closing.push(() => made.close());
  return made;
}
async function names(answer: (name: string, times: number) => string[]): Promise<NameServer> {
  const server = await startNameServer(answer);
  closing.push(() => server.close());
  return server;
}
const code = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error: { code: string }) => error.code,
  );

describe('Requests that leave', () => {
  it('go to nothing but public addresses, whatever a name says, and whenever', async () => {
    const seen: string[] = [];
    const port = await https((request, response) => {
      seen.push(request.headers.host!);
      response.end('secret');
    });
    const dns = await names((name, times) => {
      if (name === 'rebinds.example.com') return times === 1 ? ['8.8.8.8'] : ['127.0.0.1'];
      if (name === 'mixed.example.com') return ['8.8.8.8', '10.0.0.1'];
      return name === 'nowhere.example.com' ? [] : ['127.0.0.1'];
    });
    const doyak = outbound({}, { resolve: dnsResolver([dns.server]) });
    const ask = (host: string) =>
      code(doyak.send({ url: `https://${host}:${port}/`, method: 'GET', timeoutMs: 1_500 }));
    // Whoever looked the name up first and let the socket look again would be led to this machine.
    const [first] = await dnsResolver([dns.server])('rebinds.example.com');
    expect(first).toBe('8.8.8.8');
    expect(await ask('rebinds.example.com')).toBe('ADDRESS_NOT_ALLOWED');
    expect(await ask('private.example.com')).toBe('ADDRESS_NOT_ALLOWED');
    expect(await ask('mixed.example.com')).toBe('ADDRESS_NOT_ALLOWED');
    expect(await ask('nowhere.example.com')).toBe('NAME_NOT_RESOLVED');
    for (const literal of ['127.0.0.1', '2130706433', '0x7f.1', '[::ffff:127.0.0.1]', '[::1]'])
      expect(await ask(literal)).toBe('ADDRESS_NOT_ALLOWED');
    expect(seen).toEqual([]);
  });

  it('go to the address that was checked, asked for once, and TLS still verifies the name', async () => {
    const seen: string[] = [];
    const listener =
      (at: string): RequestListener =>
      (_request, response) => {
        seen.push(at);
        response.end(at);
      };
    const port = await https(listener('two'), '127.0.0.2');
    await https(listener('three'), '127.0.0.3', port);
    const dns = await names((_name, times) => [times === 1 ? '127.0.0.2' : '127.0.0.3']);
    const doyak = outbound({ networks: ['127.0.0.2/31'] }, { resolve: dnsResolver([dns.server]) });
    const ask = (host: string) => doyak.send({ url: `https://${host}:${port}/`, method: 'GET' });
    expect((await ask('partner.example')).body.toString()).toBe('two');
    expect(dns.queries).toEqual(['partner.example']);
    expect(await code(ask('other.example.com'))).toBe('TLS_FAILED');
    expect(seen).toEqual(['two']);
  });

  it('follow no redirect, keep the first bytes of an answer only, and end in time', async () => {
    const asked: string[] = [];
    const port = await http((request, response) => {
      asked.push(request.url!);
      if (request.url === '/moved') response.writeHead(302, { Location: '/inside' }).end('moved');
      else if (request.url === '/long') response.end('a'.repeat(100_000));
      else if (request.url === '/packed')
        response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(Buffer.from([31, 139]));
      else if (request.url === '/drips') {
        const drip = setInterval(() => response.write('.'), 20);
        response.once('close', () => clearInterval(drip));
      } else if (request.url === '/cut') {
        response.writeHead(200, { 'Content-Length': '10' }).write('half');
        setImmediate(() => response.destroy());
      } else if (request.url !== '/silent') response.end('fine');
    });
    const doyak = outbound({ loopback: true });
    const ask = (path: string, timeoutMs?: number) =>
      doyak.send({ url: `http://127.0.0.1:${port}${path}`, method: 'POST', body: '{}', timeoutMs });
    expect(await ask('/moved')).toMatchObject({ status: 302, headers: { location: '/inside' } });
    const long = await ask('/long');
    expect([long.body.length, long.truncated]).toEqual([16_384, true]);
    expect(await ask('/packed')).toMatchObject({ body: Buffer.from([31, 139]), truncated: false });
    expect(await code(ask('/silent', 200))).toBe('TIMED_OUT');
    expect(await code(ask('/drips', 300))).toBe('TIMED_OUT');
    expect(await code(ask('/cut'))).toBe('BROKEN_OFF');
    const given = AbortSignal.timeout(50);
    expect(
      await code(doyak.send({ url: `http://127.0.0.1:${port}/silent`, method: 'GET', signal: given })),
    ).toBe('ABORTED');
    expect(await code(doyak.send({ url: 'http://127.0.0.1:1/', method: 'GET' }))).toBe('NOT_CONNECTED');
    expect(asked).not.toContain('/inside');
    const open = await doyak.open(
      { url: `http://127.0.0.1:${port}/drips`, method: 'GET' },
      { answerBytes: 3 },
    );
    let text = '';
    for await (const chunk of open.body) text += chunk.toString();
    expect(text).toBe('...');
  });

  it('use plain http towards this machine only, also when a name leads elsewhere', async () => {
    const port = await http((_request, response) => void response.end('fine'), '127.0.0.9');
    const doyak = outbound({ loopback: true }, { resolve: () => Promise.resolve(['10.0.0.1']) });
    expect(await code(doyak.send({ url: `http://localhost:${port}/`, method: 'GET' }))).toBe(
      'ADDRESS_NOT_ALLOWED',
    );
    const allowed = outbound(
      { loopback: true, networks: ['10.0.0.0/16'] },
      { resolve: () => Promise.resolve(['10.0.0.1']) },
    );
    expect(await code(allowed.send({ url: `http://localhost:${port}/`, method: 'GET' }))).toBe(
      'SCHEME_NOT_ALLOWED',
    );
  });

  it('end with the permission: a connection to a network that is no longer allowed is closed', async () => {
    let networks = ['127.0.0.4/32'];
    const sockets = new Set<unknown>();
    const server = createHttps(
      { cert: CERTIFICATE, key: PRIVATE_KEY },
      (_request, response) => void response.end('fine'),
    );
    server.keepAliveTimeout = 60_000;
    server.on('secureConnection', (socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
    });
    const port = await listen(server, '127.0.0.4');
    const doyak = new Outbound({
      ...{
        reachable: () => Promise.resolve({ loopback: false, networks }),
        authorities: [CERTIFICATE],
        recheckMs: 20,
      },
      resolve: () => Promise.resolve(['127.0.0.4']),
    });
    closing.push(() => doyak.close());
    const ask = () => doyak.send({ url: `https://partner.example:${port}/`, method: 'GET' });
    expect((await ask()).status).toBe(200);
    expect(sockets.size).toBe(1);
    networks = [];
    await eventually(() => expect(sockets.size).toBe(0), { timeoutMs: 3_000 });
    expect(await code(ask())).toBe('ADDRESS_NOT_ALLOWED');
  });
});
