import { Controller, Get, Inject } from '@nestjs/common';
import { Refusal } from '@doyak/kernel/decider';
import { type AnswerOf, Endpoint, endpoint, type InputOf } from '@doyak/kernel/http';
import { z } from 'zod';
import { MEASURES } from '../../domain/item-record.js';
import { SuitePlans } from '../../suites/suite-plans.js';
import type { Suite } from '../../suites/suite.js';

const view = z
  .object({
    task: z.string(),
    version: z.string(),
    sha256: z.string().describe('Of its items'),
    items: z.int(),
    tasks: z.array(z.string()).describe('Of which it consists'),
    measures: z.array(z.enum(MEASURES)),
    perturbed: z.int().describe('Items that are perturbed twins of others'),
  })
  .meta({ id: 'BenchmarkSuite' });

const list = endpoint({
  permission: 'poc-verification.read',
  summary: 'List the test suites of this installation; what they ask is not shown',
  response: z.object({ items: z.array(view) }),
});
const get = endpoint({
  permission: 'poc-verification.read',
  summary: 'Read what a test suite is',
  params: z.object({ task: z.string().min(1).max(63) }),
  response: view,
  refusals: ['SUITE_NOT_FOUND'],
});

@Controller('v1/benchmark-suites')
export class ListSuitesController {
  constructor(@Inject(SuitePlans) private readonly plans: SuitePlans) {}

  @Get()
  @Endpoint(list)
  list(): AnswerOf<typeof list> {
    const { library } = this.plans;
    return { items: library.names().map((name) => viewOf(library.suite(name))) };
  }

  @Get(':task')
  @Endpoint(get)
  get({ params }: InputOf<typeof get>): AnswerOf<typeof get> {
    const { library } = this.plans;
    if (!library.has(params.task))
      throw new Refusal('not-found', 'SUITE_NOT_FOUND', 'There is no such suite');
    return viewOf(library.suite(params.task));
  }
}

function viewOf({ task, version, sha256, items }: Suite): z.input<typeof view> {
  return {
    ...{ task, version, sha256, items: items.length },
    tasks: [...new Set(items.map((one) => one.task))],
    measures: [...new Set(items.map((one) => one.measure))],
    perturbed: items.filter(({ perturbs }) => perturbs !== undefined).length,
  };
}
