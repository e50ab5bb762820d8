import { OutboundRefused, Outbound } from '@doyak/kernel/outbound';
import { eventually, given, testActor } from '@doyak/kernel/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import { allowedNetworks } from './domain/allowed-networks.js';

describe('Networks that may be asked', () => {
  let doyak: PlatformApp;
  beforeAll(async () => {
    doyak = await startPlatform();
  }, 120_000);
  afterAll(() => doyak.close());
  const url = 'https://10.20.1.2/hooks';
  const checked = () =>
    doyak.app
      .get(Outbound, { strict: false })
      .check(url)
      .then(
        () => 'allowed',
        (error: OutboundRefused) => error.code,
      );

  it('are put on the list and taken off by an administrator, with a reason', async () => {
    const change = (verb: string, body: object, person = 'admin') =>
      doyak.as(person).post(`/v1/outbound-networks/${verb}`, body);
    const network = { network: '10.20.0.0/16', reason: 'The test laboratory is on the agency network' };
    expect(await checked()).toBe('ADDRESS_NOT_ALLOWED');
    await change('allow', network, 'operator').expect(403);
    for (const bad of ['127.0.0.0/16', '169.254.0.0/16', '10.0.0.0/8', '0.0.0.0/0', '10.20.0.1/16'])
      expect((await change('allow', { ...network, network: bad }).expect(422)).body).toMatchObject({
        code: 'NETWORK_MALFORMED',
      });
    await change('withdraw', network).expect(404);
    await change('allow', network).expect(200);
    await eventually(async () => expect(await checked()).toBe('allowed'));
    const { body } = await doyak.as('auditor').get('/v1/outbound-networks').expect(200);
    expect(body).toMatchObject({ items: [network] });
    await change('withdraw', { ...network, reason: 'It moved' }).expect(200);
    await eventually(async () => expect(await checked()).toBe('ADDRESS_NOT_ALLOWED'));
  });

  it('are changed by persons alone', () => {
    const command = { type: 'AllowNetwork', network: '10.20.0.0/16', reason: 'x' } as const;
    given(allowedNetworks)
      .when({ ...command, actor: { ...testActor, kind: 'key' } })
      .thenRefuses('PERSON_NEEDED');
  });
});
