import { randomUUID } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '@doyak/kernel/config';
import { createLogger, type Role } from '@doyak/kernel/http';
import {
  createTestDatabase,
  type DatabaseTemplate,
  eventually,
  templateFolder,
  type TestDatabase,
} from '@doyak/kernel/testing';
import { expect } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import pg from 'pg';
import request from 'supertest';
import { createApi } from '../../apps/api/src/create-api.js';
import { DEMO_PASSWORD, seedDemo } from '../../apps/cli/src/demo-seed.js';
import { openDatabase } from '../../apps/composition/src/platform.module.js';
import { prepareDatabase } from '../../apps/composition/src/prepare-database.js';

/** Requests of one person; commands wait for the read models. */
export interface Caller {
  get(path: string): request.Test;
  post(path: string, body?: object, headers?: Record<string, string>): request.Test;
}

/** The whole of Doyak in one process on a database of its own, with the demo's people, programs and rounds. */
export interface PlatformApp {
  readonly app: INestApplication;
  readonly url: string;
  /** The data folder. */
  readonly home: string;
  /** Of its database, with the rights of a superuser. */
  readonly ownerUrl: string;
  /** By the part before the @ of a demo address; `undefined` signs nobody in. */
  as(person?: string): Caller;
  token(person: string): string;
  close(): Promise<void>;
}

const PEOPLE = [
  'admin',
  'admin2',
  'operator',
  'operator2',
  'reviewer',
  'auditor',
  'hanbit',
  'byeol',
  'founder',
  'partner',
];
/** One demo person of each role. */
export const DEMO_BY_ROLE: Readonly<Record<Role, string>> = {
  administrator: 'admin',
  operator: 'operator',
  reviewer: 'reviewer',
  auditor: 'auditor',
  applicant: 'byeol',
  partner: 'partner',
};
const plenty = { points: 1_000_000, seconds: 60 };

const prepared: DatabaseTemplate = {
  name: 'prepared',
  make: ({ ownerUrl }) => prepareDatabase(ownerUrl),
};

/** Beside the database, the data folder: it has the keys. */
const withDemo: DatabaseTemplate = {
  name: 'with_demo',
  make: async (database, folder) => {
    await prepareDatabase(database.ownerUrl);
    const app = await open(database, folder, {});
    await app.init();
    await seedDemo(app);
    await app.close();
  },
};

async function open(
  { ownerUrl, appUrl }: TestDatabase,
  home: string,
  settings: Readonly<Record<string, string>>,
): Promise<INestApplication> {
  const config = loadConfig({
    ...{ DOYAK_HOME: home, DATABASE_URL: ownerUrl, LOG_LEVEL: 'silent' },
    ...settings,
  });
  const connections = { url: appUrl, dropRole: false };
  const database = await openDatabase(config, connections, 'doyak-test');
  const logger = createLogger('silent');
  return createApi(
    { config, connections, database, logger, work: true },
    { rateLimits: { perAddress: plenty, perPrincipal: plenty, signIn: plenty } },
  );
}

export async function startPlatform(
  options: { demo?: boolean; settings?: Readonly<Record<string, string>> } = {},
): Promise<PlatformApp> {
  const serversBefore = servers();
  const { demo = true, settings = {} } = options;
  // What was written about the log belongs to its settings.
  const copied = demo && !Object.keys(settings).some((name) => name.startsWith('LOG_'));
  const testDatabase = await createTestDatabase({ template: copied ? withDemo : prepared });
  const home = mkdtempSync(join(tmpdir(), 'doyak-platform-'));
  if (copied) cpSync(templateFolder(withDemo), home, { recursive: true });
  const app = await open(testDatabase, home, settings);
  await app.listen(0, '127.0.0.1');
  const { port } = (app.getHttpServer() as { address(): AddressInfo }).address();
  const url = `http://127.0.0.1:${port}`;
  const tokens = new Map<string, string>();
  if (demo) {
    if (!copied) await seedDemo(app);
    const signIn = async (person: string) => {
      const { body } = await request(url)
        .post('/v1/sessions')
        .send({ email: `${person}@demo.example`, password: DEMO_PASSWORD });
      tokens.set(person, (body as { accessToken: string }).accessToken);
    };
    await Promise.all(PEOPLE.map(signIn));
  }
  const token = (person: string): string => {
    const found = tokens.get(person);
    if (!found) throw new Error(`No demo person is called ${person}`);
    return found;
  };
  const as = (person?: string): Caller => {
    const authorised = (test: request.Test) =>
      person === undefined ? test : test.set('Authorization', `Bearer ${token(person)}`);
    return {
      get: (path) => authorised(request(url).get(path)),
      post: (path, body, headers = {}) => {
        const test = authorised(request(url).post(path)).set({ Prefer: 'wait=5', ...headers });
        return body === undefined ? test : test.send(body);
      },
    };
  };
  return {
    ...{ app, url, home, ownerUrl: testDatabase.ownerUrl, as, token },
    close: async () => {
      await app.close();
      // What it leaves open would keep a process from ending.
      await eventually(async () => expect(await connectionsTo(testDatabase.ownerUrl)).toEqual([]));
      expect(servers()).toBeLessThanOrEqual(serversBefore);
      await testDatabase.drop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** Servers that this process has open. Sockets would count the test's own requests, too. */
const servers = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPServerWrap').length;

/** Names of the connections to a database, but for the one that asks. */
async function connectionsTo(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select application_name as name from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
    );
    return rows.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

export const newId = () => randomUUID();
