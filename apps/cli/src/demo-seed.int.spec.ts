import { CommandBus } from '@nestjs/cqrs';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type PlatformApp, startPlatform } from '../../../test/support/platform-app.js';
import request from 'supertest';
import { administrator, DEMO_PASSWORD, demoPeople, seedDemo } from './demo-seed.js';

describe('The demo', () => {
  let doyak: PlatformApp;
  beforeAll(async () => {
    doyak = await startPlatform({ demo: false });
  }, 120_000);
  afterAll(() => doyak.close());

  const signIn = (email: string) =>
    request(doyak.url).post('/v1/sessions').send({ email, password: DEMO_PASSWORD });

  it('goes on where an interrupted start stopped, and does nothing once it is whole', async () => {
    const bus = doyak.app.get(CommandBus, { strict: false });
    const carryOut = bus.execute.bind(bus);
    for (const steps of [1, 3, 6, 19, 33]) {
      let left = steps;
      const spy = jest.spyOn(bus, 'execute').mockImplementation((command) => {
        if (left-- <= 0) throw new Error('The power is cut');
        return carryOut(command);
      });
      await expect(seedDemo(doyak.app)).rejects.toThrow('The power is cut');
      spy.mockRestore();
    }
    expect(await seedDemo(doyak.app)).toBe(true);
    expect(await seedDemo(doyak.app)).toBe(false);

    for (const { email } of [administrator, ...demoPeople])
      expect({ email, status: (await signIn(email)).status }).toMatchObject({ status: 201 });
    const session = await signIn('operator@demo.example');
    const { accessToken } = session.body as { accessToken: string };
    const read = (path: string) => request(doyak.url).get(path).set('Authorization', `Bearer ${accessToken}`);
    const { body: programs } = await read('/v1/programs').expect(200);
    expect(programs).toMatchObject({
      items: [
        { id: 'ai-levelup', version: 1 },
        { id: 'ai-voucher', version: 1 },
      ],
    });
    const { body: rounds } = await read('/v1/rounds').expect(200);
    expect((rounds as { items: object[] }).items).toHaveLength(2);
  });
});
