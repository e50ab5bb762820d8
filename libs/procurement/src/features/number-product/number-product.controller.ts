import { Controller, Inject, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { type AnswerOf, Endpoint, endpoint, type InputOf, RequestContext } from '@doyak/kernel/http';
import { z } from 'zod';
import { isProductId, partsOfListNumber } from '../../domain/product-numbers.js';
import { byId, designationRefusals } from '../../registration-input.js';
import { NumberProduct } from './number-product.js';

const route = endpoint({
  permission: 'procurement.number',
  summary: 'Give a designated product its number',
  description: 'The list number (물품목록번호) is the classification number and the product id, 16 digits.',
  params: byId,
  body: z.object({
    productId: z
      .string()
      .refine(isProductId, 'must be 8 digits that do not begin with 0')
      .describe('Product id (물품식별번호), 8 digits'),
    listNumber: z
      .string()
      .refine((text) => partsOfListNumber(text) !== undefined, 'must be 16 digits')
      .optional()
      .describe('Where it is given it must be classification and product id'),
  }),
  command: true,
  refusals: [
    ...designationRefusals,
    ...['NOT_THE_PROCUREMENT_SERVICE', 'LIST_NUMBER_UNFIT', 'PRODUCT_NUMBERED', 'OWN_APPLICATION'],
  ],
});

@Controller('v1/registrations')
export class NumberProductController {
  constructor(@Inject(CommandBus) private readonly commands: CommandBus) {}

  @Post(':id/number')
  @Endpoint(route)
  number({ params, body }: InputOf<typeof route>, context: RequestContext): Promise<AnswerOf<typeof route>> {
    const byOfficer = context.permits('procurement.govern');
    return this.commands.execute(new NumberProduct(params.id, body, byOfficer, context.command));
  }
}
