import type { Command } from 'commander';
import { print, table } from '../output.js';
import { serverOf, type ServerOptions } from '../webhooks/server-of.js';

interface Given extends ServerOptions {
  readonly json: boolean;
  readonly reason: string;
}
type Item = Readonly<Record<string, unknown>>;
interface Page {
  readonly items: readonly Item[];
}

const ENDPOINTS = '/v1/webhook-endpoints';

/** `doyak webhooks …`: what operators and partners do about messages, at a running server. */
export function addWebhooks(program: Command): void {
  const webhooks = program
    .command('webhooks')
    .description('Endpoints of partners, their messages and the feed, at a running server')
    .option('--url <url>', 'of the server', 'http://127.0.0.1:3000')
    .option('--as <e-mail>', 'who signs in')
    .option('--password-file <path>', 'with the password in its first line; - reads it from standard input')
    .option('--key-file <path>', 'with an API key in its first line, instead of signing in');
  addEndpoints(webhooks);
  addMessages(webhooks);
  addUnreceipted(webhooks);
  addSetAside(webhooks);
  addFeed(webhooks);
}

const json = (command: Command) => command.option('--json', 'one JSON document', false);
const reasoned = (command: Command) => json(command).requiredOption('--reason <text>', 'why');

/** Options of the command and of those above it; commander hands the command itself as the last argument. */
const given = <Options extends Given>(command: Command) => command.optsWithGlobals<Options>();

function columns(items: readonly Item[], names: readonly string[]): string {
  return table(items.map((item) => Object.fromEntries(names.map((name) => [name, item[name]]))));
}

/** A command on an endpoint that asks for nothing but a reason. */
function addVerb(
  parent: Command,
  name: string,
  about: string,
  pathOf: (...words: string[]) => string,
  done: string,
) {
  reasoned(parent.command(name).description(about)).action(async (...all: unknown[]) => {
    const command = all.at(-1) as Command;
    const { json: asJson, reason, ...server } = given(command);
    const path = pathOf(...command.args.map(encodeURIComponent));
    const answer = await serverOf(server).post(path, { reason }, { wait: true });
    print(asJson, answer, () => done);
  });
}

function addEndpoints(webhooks: Command): void {
  const endpoints = webhooks.command('endpoints').description('Where messages go');
  json(
    endpoints
      .command('list', { isDefault: true })
      .description('Endpoints, newest first; partners see their own'),
  )
    .option('--status <status>', 'pending, active, paused or disabled')
    .option('--alarm', 'only those that Doyak has paused: somebody has to look')
    .action(async (_, command: Command) => {
      const {
        json: asJson,
        status,
        alarm,
        ...server
      } = given<Given & { status?: string; alarm?: true }>(command);
      const query = new URLSearchParams({
        ...(status ? { status } : {}),
        ...(alarm ? { alarm: 'true' } : {}),
      });
      const items = await serverOf(server).list<Item>(`${ENDPOINTS}?${query.toString()}`);
      print(asJson, { items }, () =>
        columns(items, ['id', 'status', 'pausedBecause', 'waiting', 'setAside', 'url', 'description']),
      );
    });
  json(endpoints.command('show <id>').description('An endpoint')).action(
    async (id: string, _, command: Command) => {
      const { json: asJson, ...server } = given(command);
      const found = await serverOf(server).get<Item>(`${ENDPOINTS}/${encodeURIComponent(id)}`);
      print(asJson, found, () => table(Object.entries(found).map(([name, value]) => ({ name, value }))));
    },
  );
  for (const [verb, about, done] of [
    ['pause', 'Hold its messages', 'Paused.'],
    ['resume', 'Let its messages go out again, in order', 'Resumed.'],
    ['disable', 'End it for good', 'Disabled.'],
  ] as const)
    addVerb(endpoints, `${verb} <id>`, about, (id) => `${ENDPOINTS}/${id}/${verb}`, done);
}

function addMessages(webhooks: Command): void {
  json(
    webhooks.command('attempts <endpoint>').description('Requests to an endpoint, newest first, at most 200'),
  )
    .option('--index <index>', 'of one message alone')
    .action(async (id: string, _, command: Command) => {
      const { json: asJson, index, ...server } = given<Given & { index?: string }>(command);
      const query = new URLSearchParams({ limit: '200', ...(index === undefined ? {} : { index }) });
      const { items } = await serverOf(server).get<Page>(
        `${ENDPOINTS}/${encodeURIComponent(id)}/attempts?${query.toString()}`,
      );
      print(asJson, { items }, () =>
        columns(items, ['startedAt', 'kind', 'index', 'number', 'status', 'failure', 'ms', 'receipt']),
      );
    });
  addVerb(
    webhooks,
    'resend <endpoint> <index>',
    'Send one message again',
    (id, index) => `${ENDPOINTS}/${id}/messages/${index}/resend`,
    'It is sent again.',
  );
  json(
    webhooks
      .command('replay <endpoint>')
      .description(
        'Send a range again, in order: shows the count first, and does it when the count is given',
      ),
  )
    .requiredOption('--from <index>', 'of the log')
    .option('--to <index>', 'of the log; absent: up to the end')
    .option('--count <number>', 'as it was shown: now they are sent')
    .option('--reason <text>', 'why; needed with --count')
    .action(replay);
}

async function replay(id: string, _: unknown, command: Command): Promise<void> {
  const {
    json: asJson,
    from,
    to,
    count,
    reason,
    ...server
  } = given<Given & { from: string; to?: string; count?: string }>(command);
  const path = `${ENDPOINTS}/${encodeURIComponent(id)}/replay`;
  const api = serverOf(server);
  if (count === undefined) {
    const query = new URLSearchParams({ from, ...(to === undefined ? {} : { to }) });
    const shown = await api.get<{ count: number; from: number; to: number }>(`${path}?${query.toString()}`);
    print(
      asJson,
      shown,
      () => `${shown.count} messages from ${shown.from} to ${shown.to}. Send them: --count ${shown.count}`,
    );
    return;
  }
  const range = { from: Number(from), ...(to === undefined ? {} : { to: Number(to) }) };
  const answer = await api.post(path, { ...range, count: Number(count), reason }, { wait: true });
  print(asJson, answer, () => `${count} messages are sent again.`);
}

function addUnreceipted(webhooks: Command): void {
  json(
    webhooks
      .command('unreceipted')
      .description('What was delivered and has no receipt: counts by endpoint and age, or the messages'),
  )
    .option('--messages', 'the messages themselves, the oldest first, at most 200')
    .option('--organisation <id>', 'of one partner alone')
    .option('--endpoint <id>', 'of one endpoint alone')
    .option('--program <id>', 'of cases of one program alone')
    .option('--older-than <hours>', 'delivered so long ago')
    .action(async (_, command: Command) => {
      const {
        json: asJson,
        messages,
        organisation,
        endpoint,
        program,
        olderThan,
        ...server
      } = given<Given & Readonly<Record<Filter, string | undefined>> & { messages?: true }>(command);
      const filters = {
        ...{ organisationId: organisation, endpointId: endpoint, programId: program },
        olderThanHours: olderThan,
      };
      const query = new URLSearchParams(
        Object.entries(filters).filter((entry): entry is [string, string] => entry[1] !== undefined),
      );
      const api = serverOf(server);
      if (messages) {
        const { items } = await api.get<Page>(`/v1/unreceipted-messages?limit=200&${query.toString()}`);
        print(asJson, { items }, () =>
          columns(items, ['deliveredAt', 'endpointId', 'index', 'type', 'caseId', 'sequence']),
        );
        return;
      }
      const items = await api.list<Item>(`/v1/unreceipted-endpoints?${query.toString()}`);
      print(asJson, { items }, () =>
        columns(
          items.map(({ byAge, ...item }) => ({ ...item, ...(byAge as Item) })),
          [
            ...['endpointId', 'organisationId', 'delivered', 'unreceipted'],
            ...['underOneDay', 'underSevenDays', 'older', 'oldestDeliveredAt'],
          ],
        ),
      );
    });
}
type Filter = 'organisation' | 'endpoint' | 'program' | 'olderThan';

function addSetAside(webhooks: Command): void {
  const aside = webhooks
    .command('set-aside')
    .description('Messages that a person took out, so that those behind them flow');
  json(aside.command('list <endpoint>', { isDefault: true }).description('What is set aside')).action(
    async (id: string, _, command: Command) => {
      const { json: asJson, ...server } = given(command);
      const items = await serverOf(server).list<Item>(
        `${ENDPOINTS}/${encodeURIComponent(id)}/messages?state=set-aside`,
      );
      print(asJson, { items }, () => columns(items, ['index', 'type', 'caseId', 'sequence', 'attempts']));
    },
  );
  const of = (verb: string) => (id: string, index: string) => `${ENDPOINTS}/${id}/messages/${index}/${verb}`;
  addVerb(aside, 'add <endpoint> <index>', 'Take a stuck message out', of('set-aside'), 'It is set aside.');
  addVerb(aside, 'release <endpoint> <index>', 'Send it after all', of('release'), 'It is sent.');
}

function addFeed(webhooks: Command): void {
  json(webhooks.command('feed').description('The messages of an own endpoint in log order'))
    .option('--endpoint <id>', 'needed where the partner has several')
    .option('--after <cursor>', '`next` of the answer before')
    .option('--limit <number>', 'at most 500', '100')
    .option('--wait <seconds>', 'for a message where there is none yet', '0')
    .action(async (_, command: Command) => {
      const {
        json: asJson,
        endpoint,
        after,
        limit,
        wait,
        ...server
      } = given<Given & { endpoint?: string; after?: string; limit: string; wait: string }>(command);
      const query = new URLSearchParams({
        ...{ limit, wait },
        ...(endpoint === undefined ? {} : { endpoint }),
        ...(after === undefined ? {} : { after }),
      });
      const answer = await serverOf(server).get<Page & { next: string }>(`/v1/feed?${query.toString()}`);
      print(asJson, answer, () =>
        [
          columns(answer.items, ['time', 'type', 'subject', 'sequence', 'id']),
          '',
          `Go on with --after ${answer.next}`,
        ].join('\n'),
      );
    });
}
