import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Config } from '@doyak/kernel/config';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Outbound } from '@doyak/kernel/outbound';
import { BusinessStatus } from './business-status.js';

/** Stands in for the register: the real request and answer, on the loopback interface. */
describe('The register of businesses', () => {
  const outbound = new Outbound({ reachable: async () => ({ loopback: true, networks: [] }) });
  let server: Server;
  let register: BusinessStatus;
  let calls: { url: string; numbers: string[] }[] = [];
  let status = 200;
  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const { b_no: numbers } = JSON.parse(body) as { b_no: string[] };
        calls.push({ url: request.url!, numbers });
        response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '7' });
        const data = numbers.map((b_no) => {
          const code = { '1': '01', '2': '02', '3': '03' }[b_no[0]!] ?? '';
          return {
            b_no,
            b_stt: '',
            b_stt_cd: code,
            tax_type: '',
            tax_type_cd: '01',
            end_dt: code === '03' ? '20250131' : '',
            utcc_yn: 'N',
          };
        });
        response.end(
          JSON.stringify({ status_code: 'OK', request_cnt: numbers.length, match_cnt: numbers.length, data }),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const businessRegister = { url: `http://127.0.0.1:${port}`, key: 'a+key/with=signs' };
    register = new BusinessStatus({ businessRegister } as unknown as Config, outbound);
  });
  afterAll(async () => {
    await outbound.close();
    await new Promise((resolve) => server.close(resolve));
  });

  it('is asked for many numbers in one call, and for no more than a hundred', async () => {
    const numbers = Array.from({ length: 130 }, (_, at) => `${(at % 4) + 1}${String(at).padStart(9, '0')}`);
    const standings = await Promise.all(numbers.map((number) => register.ask(number)));
    expect(calls.map((call) => call.numbers.length).sort()).toEqual([100, 30]);
    expect(new URL(calls[0]!.url, 'http://x').searchParams.get('serviceKey')).toBe('a+key/with=signs');
    expect(calls[0]!.url).toMatch(/^\/api\/nts-businessman\/v1\/status\?/);
    expect(standings.slice(0, 4).map(({ standing }) => standing)).toEqual([
      'active',
      'suspended',
      'closed',
      'unregistered',
    ]);
    expect(standings[2]!.endedOn).toBe('2025-01-31');
  });

  it.each([
    [503, 'transient', 'REGISTER_AWAY', 7_000],
    [401, 'needs-person', 'REGISTER_KEY', undefined],
    [413, 'permanent', 'REGISTER_REFUSES', undefined],
  ])('that answers %i is a fault of class %s', async (answered, kind, code, retryAfterMs) => {
    calls = [];
    status = answered;
    await expect(register.ask('1234567891')).rejects.toMatchObject({ kind, code, retryAfterMs });
  });

  it('that is away or not set never tells the key', async () => {
    const gone = { url: 'http://127.0.0.1:1', key: 'secret-key' };
    const away = new BusinessStatus({ businessRegister: gone } as unknown as Config, outbound);
    const error = await away.ask('1234567891').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ kind: 'transient', code: 'REGISTER_AWAY' });
    expect(JSON.stringify(error) + String((error as Error).stack)).not.toContain('secret-key');
    const unset = new BusinessStatus({ businessRegister: undefined } as unknown as Config, outbound);
    await expect(unset.ask('1234567891')).rejects.toMatchObject({ kind: 'needs-person' });
  });
});
