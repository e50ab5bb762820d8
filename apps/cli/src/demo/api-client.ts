import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

/** An answer that is no success, with the problem document that came with it. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    readonly request: string,
    readonly status: number,
    /** Code of the problem document; empty where there is none. */
    readonly code: string,
    detail: string,
  ) {
    super(`${request} answered ${status} ${code}: ${detail}`);
  }
}

export interface Done {
  readonly id: string;
  readonly version: number;
}

interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string | null;
}

/** Ms until a request must have been answered. */
const BOUND = 60_000;
/** How often a request is made again that a busy server could not take (503), and ms in between. */
const AGAIN = { times: 5, pause: 2_000 };

/** Who asks: by e-mail address and password, or with a token that is there already. */
type Account = { readonly email: string; readonly password: string } | { readonly token: string };

/** Somebody at the API: signs in when needed, and again when the session is over. */
export class ApiClient {
  private session: Promise<string> | undefined;

  constructor(
    private readonly url: string,
    private readonly account?: Account,
  ) {}

  get<Body>(path: string): Promise<Body> {
    return this.json<Body>('GET', path);
  }

  /** A command. It answers once the read models show what it did, when `wait` says so. */
  post<Body = Done>(path: string, body?: object, { wait = false } = {}): Promise<Body> {
    const headers = {
      // Made again, the command is the same and is carried out once.
      ...{ 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
      ...(wait ? { Prefer: 'wait=10' } : {}),
    };
    return this.json<Body>('POST', path, body === undefined ? undefined : JSON.stringify(body), headers);
  }

  sendBytes<Body>(path: string, bytes: Buffer): Promise<Body> {
    return this.json<Body>('POST', path, new Uint8Array(bytes), {
      ...{ 'Content-Type': 'application/octet-stream', 'Idempotency-Key': randomUUID() },
    });
  }

  /** Every item of a list, page by page. */
  async list<Item>(path: string): Promise<Item[]> {
    const all: Item[] = [];
    const first = `${path}${path.includes('?') ? '&' : '?'}limit=100`;
    for (let next: string | undefined = first; next !== undefined;) {
      const { items, nextCursor }: Page<Item> = await this.get(next);
      all.push(...items);
      next = nextCursor ? `${first}&cursor=${encodeURIComponent(nextCursor)}` : undefined;
    }
    return all;
  }

  /** The problem's code; undefined when the command was not refused after all. */
  async refusal(path: string, body?: object): Promise<string | undefined> {
    try {
      await this.post(path, body);
      return undefined;
    } catch (error) {
      if (error instanceof ApiProblem) return error.code;
      throw error;
    }
  }

  /** An answer that is not JSON. */
  async text(path: string): Promise<string> {
    const answer = await this.send('GET', path);
    return answer.text();
  }

  private async json<Body>(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Body> {
    const answer = await this.send(method, path, body, headers);
    const text = await answer.text();
    return (text === '' ? undefined : JSON.parse(text)) as Body;
  }

  /** Throws an `ApiProblem` for what is no success. */
  async send(
    method: string,
    path: string,
    body?: string | Uint8Array,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const once = async (session: Promise<string> | undefined) => {
      const authorization = session && { Authorization: `Bearer ${await session}` };
      return fetch(this.url + path, {
        ...{ method, body, headers: { ...headers, ...authorization } },
        signal: AbortSignal.timeout(BOUND),
      });
    };
    const session = this.openSession();
    let answer = await once(session);
    if (answer.status === 401 && session) {
      await answer.arrayBuffer();
      // Several requests may find out at once that the session is over: they share the next one.
      if (this.session === session) this.session = undefined;
      answer = await once(this.openSession());
    }
    for (let times = 1; answer.status === 503 && times <= AGAIN.times; times += 1) {
      await answer.arrayBuffer();
      await delay(AGAIN.pause);
      answer = await once(this.openSession());
    }
    if (!answer.ok) throw await problemOf(`${method} ${path}`, answer);
    return answer;
  }

  private openSession(): Promise<string> | undefined {
    if (this.account) this.session ??= this.signIn(this.account);
    return this.session;
  }

  private async signIn(account: Account): Promise<string> {
    if ('token' in account) return account.token;
    const anonymous = new ApiClient(this.url);
    const { accessToken } = await anonymous.post<{ accessToken: string }>('/v1/sessions', account);
    return accessToken;
  }
}

async function problemOf(request: string, answer: Response): Promise<ApiProblem> {
  const text = await answer.text();
  try {
    const { code, detail, errors } = JSON.parse(text) as Record<'code' | 'detail', string> & {
      errors?: unknown;
    };
    const faults = errors === undefined ? '' : ` ${JSON.stringify(errors)}`;
    return new ApiProblem(request, answer.status, code, `${detail}${faults}`);
  } catch {
    return new ApiProblem(request, answer.status, '', text.slice(0, 500));
  }
}
