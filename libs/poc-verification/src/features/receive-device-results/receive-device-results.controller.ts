import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, pocRefusals } from '../../poc-input.js';
import { ReceiveDeviceResults } from './receive-device-results.js';

const base64 = (most: number) =>
  z
    .string()
    .max(most)
    .regex(/^[A-Za-z0-9+/]+={0,2}$/, 'must be base64');

const route = endpoint({
  permission: 'poc-verification.send-results',
  summary: 'Send what a device has measured, signed by the device',
  description:
    'The payload is a JSON document `doyak/device-results@1` (docs/poc-verification.md); the signature is Ed25519 over its bytes.',
  params: byId,
  body: z.object({ payload: base64(900_000), signature: base64(100) }),
  command: true,
  refusals: [
    ...['TARGET_MISSING', 'TARGET_SUPERSEDED', 'SIGNATURE_WRONG', 'RESULTS_UNFIT', 'ATTEMPT_UNFIT'],
    ...pocRefusals,
  ],
});

@Controller('v1/poc-verifications')
export class ReceiveDeviceResultsController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/device-results')
  @Endpoint(route)
  receive(
    { params, body: { payload, signature } }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    const signed = { body: Buffer.from(payload, 'base64'), signature };
    return this.commands.execute(new ReceiveDeviceResults(params.id, signed, command));
  }
}
