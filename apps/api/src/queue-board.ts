import { Authenticator, definePermissions, mountGuard } from '@doyak/kernel/http';
import { mountBullBoard } from '@doyak/kernel/queues';
import type { INestApplication } from '@nestjs/common';
import type { Request, RequestHandler, Response } from 'express';

definePermissions('queues', {
  'queues.administer': { title: 'See the queues; retry, promote and remove jobs', roles: ['administrator'] },
});

const PATH = '/admin/queues';
const COOKIE = 'doyak_board';
/** As long as an access token lasts (s). */
const LIFETIME = 600;
/** The board's page brings its own scripts and styles and asks its own address only. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "form-action 'none'; frame-ancestors 'none'; base-uri 'self'";

/**
 * bull-board for administrators, at `/admin/queues`. A bearer token opens it; for a browser there is a sign-in page, which exchanges an
 * access token for a cookie that scripts cannot read, that other sites cannot send, and that is good for this path alone. Before `app.init`.
 */
export function mountQueueBoard(app: INestApplication, now: () => Date): void {
  app.use(PATH, browser(app, now));
  mountBullBoard(app, PATH, mountGuard(app, 'queues.administer', POLICY));
}

function browser(app: INestApplication, now: () => Date): RequestHandler {
  return (request, response, next) => {
    serve(app, now(), request, response).then((served) => {
      if (!served) next();
    }, next);
  };
}

async function serve(
  app: INestApplication,
  now: Date,
  request: Request,
  response: Response,
): Promise<boolean> {
  if (request.method !== 'GET' && request.method !== 'HEAD' && fromElsewhere(request)) {
    response.status(403).type('text/plain').send('Requests from other sites are refused.');
    return true;
  }
  if (request.path === '/sign-in.js') {
    response.type('text/javascript').send(SCRIPT);
    return true;
  }
  const authenticator = app.get(Authenticator, { strict: false });
  if (request.path === '/sign-in' && request.method === 'POST') {
    const principal = await authenticator.authenticate(request.headers, now);
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (!principal || !token) return false;
    response.cookie(COOKIE, token, {
      ...{ httpOnly: true, sameSite: 'strict', secure: request.secure },
      ...{ path: PATH, maxAge: LIFETIME * 1_000 },
    });
    response.status(204).end();
    return true;
  }
  if (request.headers.authorization !== undefined) return false;
  const token = cookieOf(request);
  const authorization = token === undefined ? undefined : `Bearer ${token}`;
  if (authorization !== undefined && (await authenticator.authenticate({ authorization }, now))) {
    request.headers.authorization = authorization;
    return false;
  }
  if (!request.accepts('html') || request.path !== '/') return false;
  response.setHeader('Content-Security-Policy', POLICY);
  response.status(401).type('html').send(PAGE);
  return true;
}

/** Browsers say where a request comes from; what says nothing is no browser and has no cookie to misuse. */
function fromElsewhere(request: Request): boolean {
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined) return site !== 'same-origin';
  const { origin, host } = request.headers;
  return origin !== undefined && origin !== `${request.protocol}://${host}`;
}

function cookieOf(request: Request): string | undefined {
  const found = (request.headers.cookie ?? '')
    .split(';')
    .find((part) => part.trim().startsWith(`${COOKIE}=`));
  return found?.trim().slice(COOKIE.length + 1);
}

const PAGE = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Doyak queues</title>
<style>
  body { font: 16px/1.5 system-ui, sans-serif; background: #f4f6fa; color: #1c2433; display: grid; place-items: center; min-height: 90vh; margin: 0 }
  main { background: #fff; padding: 2rem 2.5rem; border: 1px solid #d8deea; border-radius: 8px; width: 20rem }
  h1 { font-size: 1.25rem; margin: 0 0 1rem }
  label { display: block; margin-bottom: .75rem }
  input { display: block; width: 100%; box-sizing: border-box; padding: .5rem; font: inherit; border: 1px solid #9aa5ba; border-radius: 4px }
  button { font: inherit; padding: .5rem 1rem; border: 0; border-radius: 4px; background: #1d4ed8; color: #fff; cursor: pointer }
  p { min-height: 1.5em; color: #b42318; margin: .75rem 0 0 }
</style>
<main>
  <h1>Doyak queues</h1>
  <div id="form">
    <label>E-mail address <input id="email" type="email" autocomplete="username" autofocus></label>
    <label>Password <input id="password" type="password" autocomplete="current-password"></label>
    <button id="go" type="button">Sign in</button>
    <p id="fault" role="alert"></p>
  </div>
</main>
<script src="${PATH}/sign-in.js"></script>
`;

/** Signs in like any other client, then trades the token for the cookie; the password goes to /v1/sessions alone. */
const SCRIPT = `const field = (id) => document.getElementById(id);
async function signIn() {
  field('fault').textContent = '';
  const body = JSON.stringify({ email: field('email').value, password: field('password').value });
  const session = await fetch('/v1/sessions', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body });
  const answer = await session.json();
  if (!session.ok) return void (field('fault').textContent = answer.detail ?? answer.title);
  await fetch('${PATH}/sign-in', { method: 'POST', headers: { Authorization: 'Bearer ' + answer.accessToken } });
  location.reload();
}
field('go').addEventListener('click', signIn);
field('form').addEventListener('keydown', (event) => { if (event.key === 'Enter') signIn(); });
`;
