import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { byId, modelDigest, pocRefusals, words } from '../../poc-input.js';
import { RegisterDevice } from './register-device.js';

const route = endpoint({
  permission: 'poc-verification.run',
  summary: 'Register the device on which a model is measured',
  params: byId,
  body: z.object({
    deviceClass: z.enum(['notebook', 'smartphone', 'home-appliance', 'vehicle', 'robot']),
    profile: z.object({
      device: words(200),
      chip: words(200),
      memoryMiB: z.int().min(1).max(16_777_216),
      system: words(200),
    }),
    model: words(200),
    modelDigest,
    quantisation: words(60),
    publicKey: z
      .string()
      .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be base64 of 32 bytes')
      .describe('Ed25519, by which the device signs its results'),
  }),
  response: z.object({ targetId: z.uuid() }),
  command: true,
  refusals: ['TARGET_UNFIT', ...pocRefusals],
});

@Controller('v1/poc-verifications')
export class RegisterDeviceController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/device')
  @Endpoint(route)
  register(
    { params, body }: InputOf<typeof route>,
    { command }: RequestContext,
  ): Promise<AnswerOf<typeof route>> {
    return this.commands.execute(new RegisterDevice(params.id, body, command));
  }
}
