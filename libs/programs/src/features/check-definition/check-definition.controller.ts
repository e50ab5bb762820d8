import { Controller, Post } from '@nestjs/common';
import { type AnswerOf, Endpoint, endpoint, type InputOf } from '@doyak/kernel/http';
import { z } from 'zod';
import { checkProgram } from '../../domain/check/check-program.js';

export const definitionText = z.string().min(1).max(1_000_000).describe('The definition as YAML 1.2 or JSON');

const problem = z
  .object({
    code: z.string(),
    pointer: z.string(),
    line: z.int(),
    column: z.int(),
    message: z.string(),
  })
  .meta({ id: 'DefinitionProblem' });

const route = endpoint({
  permission: 'programs.check',
  summary: 'Check a program definition: all problems at once',
  body: z.object({ text: definitionText }),
  bodyLimit: 2 * 1024 * 1024,
  response: z.object({ ok: z.boolean(), problems: z.array(problem) }),
});

@Controller('v1/program-checks')
export class CheckDefinitionController {
  @Post()
  @Endpoint(route)
  check({ body }: InputOf<typeof route>): AnswerOf<typeof route> {
    const { problems } = checkProgram(body.text);
    return {
      ok: problems.length === 0,
      problems: problems.map(({ code, pointer, line, column, message }) => ({
        code,
        pointer,
        line,
        column,
        message,
      })),
    };
  }
}
