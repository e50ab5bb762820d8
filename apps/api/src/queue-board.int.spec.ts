import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';

describe('The board of the queues', () => {
  let doyak: PlatformApp;
  beforeAll(async () => {
    doyak = await startPlatform();
  }, 120_000);
  afterAll(() => doyak.close());

  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`${doyak.url}/admin/queues${path}`, { method, headers, redirect: 'manual' });
  const bearer = (person: string) => ({ Authorization: `Bearer ${doyak.token(person)}` });

  it('is open to administrators alone', async () => {
    expect((await ask('/', bearer('admin'))).status).toBe(200);
    expect((await ask('/', bearer('operator'))).status).toBe(403);
    expect((await ask('/api/queues')).status).toBe(401);
    expect((await ask('/api/queues', bearer('admin'))).status).toBe(200);
  });

  it('shows a browser a page to sign in, and takes the cookie that this gives', async () => {
    const page = await ask('/', { Accept: 'text/html' });
    expect(page.status).toBe(401);
    expect(await page.text()).toContain('Sign in');
    const signedIn = await ask('/sign-in', { ...bearer('admin'), 'Sec-Fetch-Site': 'same-origin' }, 'POST');
    expect(signedIn.status).toBe(204);
    const cookie = signedIn.headers.get('set-cookie')!;
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).toMatch(/Path=\/admin\/queues/);
    const board = await ask('/', { Accept: 'text/html', Cookie: cookie.split(';')[0]! });
    expect(board.status).toBe(200);
    const html = await board.text();
    expect(html).toContain('Doyak');
    // The page names its scripts relative to its base, which the policy must let it set.
    expect(board.headers.get('content-security-policy')).toContain("base-uri 'self'");
    const scripts = [...html.matchAll(/src="([^"]+\.js)"/g)].map(([, path]) => path!);
    expect(scripts.length).toBeGreaterThan(0);
    for (const path of scripts) {
      const script = await ask(`/${path.replace(/^\/(admin\/queues\/)?/, '')}`, {
        Cookie: cookie.split(';')[0]!,
      });
      expect(script.headers.get('content-type')).toContain('javascript');
    }
  });

  it('takes no cookie that is not one, and gives an operator nothing', async () => {
    expect((await ask('/', { Accept: 'text/html', Cookie: 'doyak_board=forged' })).status).toBe(401);
    expect(
      (await ask('/', { Accept: 'text/html', Cookie: `doyak_board=${doyak.token('operator')}` })).status,
    ).toBe(403);
  });

  it('refuses what other sites make a browser send', async () => {
    const cookie = { Cookie: `doyak_board=${doyak.token('admin')}` };
    const retry = '/api/queues/maintenance/retry/failed';
    expect((await ask(retry, { ...cookie, 'Sec-Fetch-Site': 'cross-site' }, 'PUT')).status).toBe(403);
    expect((await ask(retry, { ...cookie, Origin: 'https://elsewhere.example' }, 'PUT')).status).toBe(403);
    expect((await ask('/sign-in', { 'Sec-Fetch-Site': 'same-origin' }, 'POST')).status).toBe(401);
  });
});
