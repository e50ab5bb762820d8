/** An OpenAI-compatible server in a process of its own. Prints `url <base URL>` and `control <URL>`, where it tells its log and can be held. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ModelServer, type ModelServerOptions } from '../../../apps/cli/src/demo/model/model-server.js';
import { referenceAnswers } from '../../../libs/poc-verification/src/suites/reference-answer.js';
import { SuiteLibrary } from '../../../libs/poc-verification/src/suites/suite-library.js';
import { exitWithParent, say } from './program.js';

exitWithParent();
const given = JSON.parse(process.argv[2]!) as Omit<ModelServerOptions, 'answers'>;
const library = new SuiteLibrary();
const names = ['doyak_qa_ko', 'doyak_qa_en', 'doyak_safety_ko', 'doyak_safety_en'];
const items = names.flatMap((name) => library.suite(name).items);
const answers = Object.fromEntries(items.map((item) => [item.prompt, referenceAnswers(item)]));
const server = await ModelServer.start({ ...given, answers });

const control = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url!, 'http://localhost');
  if (pathname === '/hold') server.hold(Number(searchParams.get('after')));
  if (pathname === '/go') server.go();
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ log: server.log, answered: server.answered }));
});
await new Promise<void>((resolve) => control.listen(0, '127.0.0.1', resolve));
say(`url ${server.url}`);
say(`control http://127.0.0.1:${(control.address() as AddressInfo).port}`);
