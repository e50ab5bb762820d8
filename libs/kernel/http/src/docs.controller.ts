import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import { Endpoint, endpoint, type AnswerOf, type InputOf } from './endpoint.js';
import { raw } from './media.js';
import { OpenApi } from './openapi.js';
import { problemType } from './problem-mapping.js';
import { Problem, problemDefinition } from './problems.js';
import { reply } from './reply.js';

const assetFolder = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

/** The files of swagger-ui-dist that the page needs, by the name they are served under. */
const assets: Readonly<Record<string, string>> = {
  'swagger-ui.css': 'text/css; charset=utf-8',
  'swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  'favicon-32x32.png': 'image/png',
};

const start = `SwaggerUIBundle({ url: '/openapi.json', dom_id: '#api', deepLinking: true, tryItOutEnabled: true, validatorUrl: null });`;

/** Relative addresses would depend on a trailing slash; these do not. */
const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Doyak API</title>
<link rel="icon" type="image/png" href="/docs/assets/favicon-32x32.png">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
</head>
<body>
<div id="api"></div>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/start.js"></script>
</body>
</html>
`;

/** Swagger UI sets inline styles and shows images as data; scripts come from this host only. */
const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
  "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const about = { permission: 'public', tags: ['about'] } as const;
const page = endpoint({ ...about, summary: 'Browse the API', response: raw('text/html; charset=utf-8') });
const asset = endpoint({
  ...about,
  summary: 'Read a file of the documentation page',
  params: z.object({ name: z.string().max(60) }),
  response: raw('*/*'),
});
const document = endpoint({
  ...about,
  summary: 'Read the OpenAPI 3.1 document',
  response: raw('application/json; charset=utf-8'),
});
const problem = endpoint({
  ...about,
  summary: 'Look up a problem code',
  params: z.object({ code: z.string().max(100) }),
  response: z.object({
    type: z.string(),
    code: z.string(),
    status: z.int(),
    title: z.string(),
    help: z.string().nullable(),
  }),
});

@Controller()
export class DocsController {
  constructor(private readonly openApi: OpenApi) {}

  @Get('openapi.json')
  @Endpoint(document)
  document(): AnswerOf<typeof document> {
    return this.openApi.text();
  }

  @Get('docs')
  @Endpoint(page)
  page(): AnswerOf<typeof page> {
    return reply(html, { headers: { 'Content-Security-Policy': pagePolicy } });
  }

  @Get('docs/assets/:name')
  @Endpoint(asset)
  async asset({ params }: InputOf<typeof asset>): Promise<AnswerOf<typeof asset>> {
    const headers = { 'Cache-Control': 'public, max-age=3600' };
    if (params.name === 'start.js') {
      return reply(start, { headers: { ...headers, 'Content-Type': 'text/javascript; charset=utf-8' } });
    }
    const type = Object.hasOwn(assets, params.name) ? assets[params.name] : undefined;
    if (!type) throw new Problem('NOT_FOUND', 'There is no such file.');
    const bytes = await readFile(join(assetFolder, params.name));
    return reply(bytes, { headers: { ...headers, 'Content-Type': type } });
  }

  @Get('problems/:code')
  @Endpoint(problem)
  problem({ params: { code } }: InputOf<typeof problem>): AnswerOf<typeof problem> {
    const definition = problemDefinition(code);
    if (!definition) throw new Problem('NOT_FOUND', 'There is no such problem code.');
    const { status, title, help } = definition;
    return { type: problemType(code), code, status, title, help: help ?? null };
  }
}
