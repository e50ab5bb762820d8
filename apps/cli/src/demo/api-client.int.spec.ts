import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ApiClient, ApiProblem } from './api-client.js';

describe('A client of the demo', () => {
  let server: Server;
  let signIns = 0;
  let good = '';
  /** An API on which a session is good until `good` is changed. */
  const listen = async () => {
    signIns = 0;
    server = createServer((request, response) => {
      if (request.url === '/v1/sessions') {
        good = `token-${(signIns += 1)}`;
        response.end(JSON.stringify({ accessToken: good }));
        return;
      }
      const signedIn = request.headers.authorization === `Bearer ${good}`;
      response.statusCode = !signedIn ? 401 : request.url === '/taken' ? 409 : 200;
      response.end(JSON.stringify({ code: 'TAKEN', detail: 'Somebody was first' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return new ApiClient(`http://127.0.0.1:${port}`, { email: 'a@demo.example', password: 'x' });
  };
  afterEach(() => new Promise((resolve) => server.close(resolve)));

  it('signs in once, and once more when the session is over, however many requests find out', async () => {
    const api = await listen();
    const many = () => Promise.all(Array.from({ length: 6 }, () => api.get('/v1/me')));
    await many();
    expect(signIns).toBe(1);
    good = 'over';
    await many();
    expect(signIns).toBe(2);
  });

  it('tells what was refused, and why', async () => {
    const api = await listen();
    expect(await api.refusal('/taken')).toBe('TAKEN');
    expect(await api.refusal('/free')).toBeUndefined();
    const failed = api.post('/taken');
    await expect(failed).rejects.toBeInstanceOf(ApiProblem);
    await expect(failed).rejects.toThrow('POST /taken answered 409 TAKEN: Somebody was first');
  });
});
