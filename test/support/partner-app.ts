import { EventStore } from '@doyak/kernel/event-store';
import { eventually } from '@doyak/kernel/testing';
import { expect } from '@jest/globals';
import { type PlatformApp, startPlatform } from './platform-app.js';
import { DeliverySettings } from '../../libs/webhooks/src/delivery/delivery-settings.js';
import { openCase } from '../../libs/webhooks/src/open-case.test-support.js';
import {
  type PartnerEndpoint,
  startPartnerEndpoint,
} from '../../libs/webhooks/src/partner-endpoint.test-support.js';
import { GRANTABLE } from '../../libs/webhooks/src/published/catalogue.js';

export interface MessageView {
  readonly index: string;
  readonly id: string;
  readonly type: string;
  readonly caseId: string | null;
  readonly receiptAt: string | null;
}

export interface EndpointView {
  readonly id: string;
  readonly status: string;
  readonly pausedBecause: string | null;
  readonly waiting: number;
  readonly setAside: number;
}

/** Doyak with a partner of the demo and an endpoint of it on this machine; deliveries are in a hurry. */
export class PartnerApp {
  endpointId = '';
  secret = '';

  private constructor(
    readonly doyak: PlatformApp,
    readonly sink: PartnerEndpoint,
    readonly partnerId: string,
  ) {}

  static async start(): Promise<PartnerApp> {
    const sink = await startPartnerEndpoint();
    const doyak = await startPlatform({ settings: { OUTBOUND_LOOPBACK: 'true' } });
    Object.assign(doyak.app.get(DeliverySettings, { strict: false }), {
      ...{ retryDelays: [150, 150, 150], throttle: 200, timeout: 700 },
      ...{ breakFirst: 200, breakLongest: 400 },
    });
    const { body } = await doyak.as('admin').get('/v1/organisations').expect(200);
    const { items } = body as { items: { id: string; kind: string }[] };
    return new PartnerApp(doyak, sink, items.find(({ kind }) => kind === 'guarantee-fund')!.id);
  }

  /** As `start`, and the endpoint is active: it gets all types but the one that ends a case. */
  static async connected(): Promise<PartnerApp> {
    const started = await PartnerApp.start();
    await started.grant(started.granted()).expect(200);
    const { id, secret } = await started.register({ url: started.sink.url });
    Object.assign(started, { endpointId: id, secret });
    return started;
  }

  async close(): Promise<void> {
    await this.doyak.close();
    this.sink.close();
  }

  readonly post = (person: string, path: string, body?: object) => this.doyak.as(person).post(path, body);

  readonly read = async <Body>(path: string, person = 'operator') =>
    (await this.doyak.as(person).get(path).expect(200)).body as Body;

  readonly personId = (person: string) =>
    (
      JSON.parse(Buffer.from(this.doyak.token(person).split('.')[1]!, 'base64url').toString()) as {
        sub: string;
      }
    ).sub;

  granted(): { types: string[]; fat: boolean; officer: string; reason: string } {
    const types = GRANTABLE.filter((type) => type !== 'cases.case-closed');
    return { types, fat: true, officer: this.personId('operator'), reason: 'Treaty' };
  }

  grant(grant: object) {
    return this.post('admin', `/v1/webhook-partners/${this.partnerId}/grant`, grant);
  }

  /** Registers and activates an endpoint of the partner. */
  async register(wishes: object): Promise<{ id: string; secret: string }> {
    const made = await this.post('partner', '/v1/webhook-endpoints', {
      ...{ types: this.granted().types, form: 'fat', description: 'Guarantee system' },
      ...wishes,
    }).expect(201);
    const { id, secret } = made.body as { id: string; secret: string };
    await this.post('partner', `/v1/webhook-endpoints/${id}/activate`).expect(200);
    return { id, secret };
  }

  get path(): string {
    return `/v1/webhook-endpoints/${this.endpointId}`;
  }

  readonly theEndpoint = () => this.read<EndpointView>(this.path);

  readonly messages = async (query = '') =>
    (await this.read<{ items: MessageView[] }>(`${this.path}/messages${query}`)).items;

  readonly attempts = async (index: string) =>
    (
      await this.read<{ items: { status: number | null; failure: string | null; receipt: string | null }[] }>(
        `${this.path}/attempts?index=${index}`,
      )
    ).items;

  readonly settled = () =>
    eventually(async () => expect(await this.theEndpoint()).toMatchObject({ waiting: 0, status: 'active' }));

  readonly newCase = async () => {
    const caseId = await openCase(this.doyak.app.get(EventStore, { strict: false }));
    await eventually(async () => void (await this.read(`/v1/cases/${caseId}`)));
    return caseId;
  };

  readonly name = (caseId: string) =>
    this.post('operator', `/v1/cases/${caseId}/partners/name`, {
      ...{ organisationId: this.partnerId, as: 'guarantor', reason: 'Track rule' },
    });

  /** A case that concerns the partner: its first message has arrived. */
  readonly namedCase = async () => {
    const caseId = await this.newCase();
    await this.name(caseId).expect(200);
    await eventually(() => expect(this.sink.sequencesOf(caseId)).toHaveLength(1));
    return caseId;
  };

  /** Two messages of a case, one after the other. */
  readonly hold = async (caseId: string) => {
    await this.post('operator', `/v1/cases/${caseId}/hold`, { reason: 'Inquiry' }).expect(200);
    await this.post('operator', `/v1/cases/${caseId}/resume`, { reason: 'Answered' }).expect(200);
  };
}
