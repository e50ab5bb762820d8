import { Controller, Get, Inject } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import {
  type AnswerOf,
  cursors,
  Endpoint,
  endpoint,
  type InputOf,
  page,
  pageOf,
  pageQuery,
  pastQuery,
} from '@doyak/kernel/http';
import { PROCUREMENT_ROUTES } from '@doyak/programs';
import { z } from 'zod';
import { SearchCatalogue } from './search-catalogue.js';

const status = z.enum(['DESIGNATED', 'EXTENDED', 'SUSPENDED', 'CANCELLED', 'EXPIRED']);

const line = z
  .object({
    id: z.uuid().describe('Of the registration'),
    name: z.object({ ko: z.string(), en: z.string().nullable() }),
    summary: z.string(),
    classification: z.string().describe('Product classification number (물품분류번호), 8 digits'),
    productId: z.string().nullable().describe('Product id (물품식별번호), 8 digits; null until it is given'),
    listNumber: z.string().nullable().describe('List number (물품목록번호), 16 digits'),
    route: z.string(),
    supplier: z.uuid().nullable().describe('Organisation that supplies it'),
    status,
    validFrom: z.string(),
    validUntil: z.string().describe('Last day in Seoul'),
    designatedAt: z.string(),
  })
  .meta({ id: 'CatalogueLine' });

const filters = z.object({
  q: z.string().trim().min(1).max(200).optional().describe('Text in the name or the summary'),
  classification: z
    .string()
    .regex(/^(\d{2}){1,4}$/, 'must be 2, 4, 6 or 8 digits')
    .optional()
    .describe('Whole number, or the first pairs of it'),
  listNumber: z
    .string()
    .regex(/^\d{16}$/, 'must be 16 digits')
    .optional(),
  route: z.enum(PROCUREMENT_ROUTES).optional(),
  supplier: z.uuid().optional(),
  status: status.optional().describe('Absent: those that can be bought, DESIGNATED and EXTENDED'),
  expiresBefore: z.iso.date().optional(),
});

const route = endpoint({
  permission: 'procurement.browse-catalogue',
  summary: 'Search the catalogue of innovation products, the newest designation first',
  description: 'For public institutions that buy. It names organisations, never people.',
  query: filters.extend({ ...pastQuery.shape, ...pageQuery.shape }),
  response: pageOf(line),
});

const places = cursors('catalogue', z.object({ designatedAt: z.string(), id: z.uuid() }));

@Controller('v1/catalogue')
export class SearchCatalogueController {
  constructor(@Inject(QueryBus) private readonly queries: QueryBus) {}

  @Get()
  @Endpoint(route)
  async search({ query }: InputOf<typeof route>): Promise<AnswerOf<typeof route>> {
    const { limit, cursor, ...filter } = query;
    const after = places.decode(cursor, filter);
    const rows = await this.queries.execute(new SearchCatalogue(filter, after, limit + 1));
    return page(
      rows,
      limit,
      (row) => ({
        ...{ id: row.id, name: { ko: row.name_ko!, en: row.name_en }, summary: row.summary! },
        ...{ classification: row.classification!, productId: row.product_id, listNumber: row.list_number },
        ...{ route: row.route!, supplier: row.supplier, status: row.status as z.input<typeof status> },
        ...{ validFrom: row.valid_from!, validUntil: row.valid_until!, designatedAt: row.designated_at! },
      }),
      (row) => places.encode({ designatedAt: row.designated_at!, id: row.id }, filter),
    );
  }
}
