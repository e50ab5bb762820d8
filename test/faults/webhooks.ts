import { randomUUID } from 'node:crypto';
import type { EventStore } from '@doyak/kernel/event-store';
import { EndpointSecrets } from '../../libs/webhooks/src/delivery/endpoint-secrets.js';
import { endpoint } from '../../libs/webhooks/src/domain/endpoint.js';
import { concernStream, endpointStream, partnerStream } from '../../libs/webhooks/src/webhook-ids.js';
import { openTestStore, type TestStore } from '../../libs/kernel/testing/src/test-store.js';
import { Program } from './children.js';
import type { TestDatabase } from './store.js';
import { prepareWebhooks, sealer, webhookEvents } from './webhook-worker.js';
import type { Behaviour, SinkCount, SinkEndpoint, SinkReport } from './webhook-sink.js';

const TYPES = ['cases.case-held', 'cases.case-resumed'];
/** Bytes of a body without its facts. */
const ENVELOPE = 600;
const person = { kind: 'person', id: randomUUID(), authority: 'faults' } as const;
const given = () => ({ actor: person, now: new Date(), commandId: randomUUID() });

export interface Endpoint {
  readonly id: string;
  readonly name: string;
  readonly behaviour: Behaviour;
  readonly url: string;
}

export interface Holding {
  readonly status: 'pending' | 'active' | 'paused' | 'disabled';
  readonly messages: number;
  readonly waiting: number;
}

/** Partners whose endpoints are in a process of their own, and cases that concern all of them. Nothing is sent before a worker is started. */
export class WebhookWorld {
  private constructor(
    readonly fixture: TestStore,
    private readonly sink: Program,
    private readonly control: number,
    readonly partners: readonly string[],
    readonly endpoints: readonly Endpoint[],
  ) {}

  /** Endpoints by their behaviour, spread over `partners` organisations; nothing of `database` is there yet. */
  static async open(
    database: Pick<TestDatabase, 'ownerUrl' | 'appUrl'>,
    behaviours: readonly Behaviour[],
    { partners = 1, concurrency = 8, verify = true } = {},
  ): Promise<WebhookWorld> {
    await prepareWebhooks(database.ownerUrl);
    const fixture = await openTestStore({ events: webhookEvents, on: database as TestDatabase });
    const organisations = Array.from({ length: partners }, () => randomUUID());
    const secrets = new EndpointSecrets(fixture.database, sealer);
    const made: (SinkEndpoint & { id: string; secretId: string })[] = [];
    for (const [at, behaviour] of behaviours.entries()) {
      const id = randomUUID();
      const { secretId, text } = await secrets.make(id, new Date());
      made.push({ id, secretId, secret: text, behaviour, name: `${behaviour}-${at}` });
    }
    const sink = Program.start(
      'webhook-sink',
      made.map(({ name, behaviour, secret }) => ({ name, behaviour, ...(verify ? { secret } : {}) })),
    );
    const { ports, control } = JSON.parse((await sink.line('ready')).slice(6)) as {
      ports: Record<string, number>;
      control: number;
    };
    const urlOf = (name: string) => `http://127.0.0.1:${ports[name]}/hooks`;
    const granted = { types: TYPES, fat: true };
    for (const organisationId of organisations)
      await fixture.store.append({
        ...{ ...given(), streamId: partnerStream(organisationId) },
        events: [
          {
            type: 'PartnerGranted',
            data: { organisationId, ...granted, officer: person.id, reason: 'Treaty', by: person.id },
          },
        ],
      });
    for (const [at, { id, secretId, name }] of made.entries()) {
      const decide = (command: Parameters<typeof endpoint.decide>[0]) =>
        fixture.store.decide(endpointStream(id), endpoint, command, given());
      await decide({
        ...{ type: 'RegisterEndpoint', endpointId: id, organisationId: organisations[at % partners]! },
        ...{ contract: 1, secretId, granted, types: TYPES, form: 'fat', description: name },
        ...{ officer: person.id, concurrency, url: urlOf(name) },
      } as never);
      await decide({ type: 'ActivateEndpoint' } as never);
    }
    return new WebhookWorld(
      fixture,
      sink,
      control,
      organisations,
      made.map(({ id, name, behaviour }) => ({ id, name, behaviour, url: urlOf(name) })),
    );
  }

  /** Cases that concern every partner. */
  async cases(count: number): Promise<string[]> {
    const ids = Array.from({ length: count }, () => randomUUID());
    await inParts(ids, async (caseId) => {
      const events = this.partners.map((organisationId) => ({
        type: 'PartnerNamed',
        data: { caseId, organisationId, as: 'partner', reason: 'Track rule', by: person.id },
      }));
      await this.fixture.store.append({ ...given(), streamId: concernStream(caseId), caseId, events });
    });
    return ids;
  }

  /** Published events, `each` of every case, a part of a case after the other cases' parts; bodies have about `bytes` bytes. */
  async publish(caseIds: readonly string[], each: number, { bytes = 700, part = each } = {}): Promise<void> {
    for (let done = 0; done < each; done += part)
      await inParts(caseIds, (caseId) =>
        publishOne(this.fixture.store, caseId, Math.min(part, each - done), bytes),
      );
  }

  async counts(): Promise<SinkCount[]> {
    return this.ask<SinkCount[]>('');
  }

  async reports(): Promise<SinkReport[]> {
    return this.ask<SinkReport[]>('reports');
  }

  async behave({ name }: Endpoint, behaviour: Behaviour | 'begin'): Promise<void> {
    await this.ask(`${name}/${behaviour}`, 'POST');
  }

  private async ask<Answer>(path: string, method = 'GET'): Promise<Answer> {
    return (await (await fetch(`http://127.0.0.1:${this.control}/${path}`, { method })).json()) as Answer;
  }

  /** A person lets paused endpoints go on, or holds one. */
  async pause({ id }: Endpoint): Promise<void> {
    await this.govern(id, { type: 'PauseEndpoint', because: 'person', reason: 'Maintenance' });
  }

  async resume({ id }: Endpoint): Promise<void> {
    await this.govern(id, { type: 'ResumeEndpoint', reason: 'Mended' });
  }

  /** Ids of endpoints that are paused. */
  async paused(): Promise<string[]> {
    const { rows } = await this.fixture.database.pool.query<{ id: string }>(
      `select endpoint_id as id from webhooks.endpoints where status = 'paused'`,
    );
    return rows.map(({ id }) => id);
  }

  /** What Doyak holds for each endpoint, by its id. */
  async holdings(): Promise<Map<string, Holding>> {
    const { rows } = await this.fixture.database.pool.query<Holding & { id: string }>(
      `select e.endpoint_id as id, e.status, count(m.*)::int as messages,
         (count(m.*) filter (where m.state = 'waiting'))::int as waiting
       from webhooks.endpoints e left join webhooks.messages m using (endpoint_id) group by e.endpoint_id`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  async close(): Promise<void> {
    await this.sink.kill();
    await this.fixture.stop();
  }

  private async govern(id: string, command: object): Promise<void> {
    await this.fixture.store.decide(endpointStream(id), endpoint, command as never, given());
  }
}

/** Appends at a time. */
const AT_ONCE = 32;

async function inParts<Item>(items: readonly Item[], work: (item: Item) => Promise<unknown>): Promise<void> {
  for (let at = 0; at < items.length; at += AT_ONCE)
    await Promise.all(items.slice(at, at + AT_ONCE).map(work));
}

/** Appends published events of a case, whose facts make a body of about so many bytes. */
export async function publishOne(
  store: Pick<EventStore, 'append'>,
  caseId: string,
  count: number,
  bytes: number,
): Promise<void> {
  const reason = 'x'.repeat(Math.max(1, bytes - ENVELOPE));
  await store.append({
    ...{ ...given(), streamId: `case-${caseId}`, caseId },
    events: Array.from({ length: count }, (_, at) => ({
      type: at % 2 === 0 ? 'CaseHeld' : 'CaseResumed',
      data: { caseId, reason },
    })),
  });
}
