import { describe, expect, it } from '@jest/globals';
import { withCorrelation } from '@doyak/kernel/tracing';
import { createLogger, NestLogger } from './index.js';

function recorder() {
  const lines: Record<string, unknown>[] = [];
  const logger = createLogger('trace', {
    write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>),
  });
  return { lines, logger };
}

describe('the log', () => {
  it('hides secrets and personal fields down to three levels', () => {
    const { lines, logger } = recorder();
    logger.info({
      authorization: 'hunter2',
      headers: { 'set-cookie': 'hunter2', cookie: 'hunter2' },
      person: { contact: { email: 'hunter2', more: { phone: 'hunter2' } } },
      id: 'kept',
    });
    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(lines[0]).toMatchObject({ authorization: '[hidden]', id: 'kept' });
  });

  it('carries the correlation id of the work under way', async () => {
    const { lines, logger } = recorder();
    await withCorrelation('c-1', async () => {
      await Promise.resolve();
      logger.info('inside');
    });
    logger.info('outside');
    expect(lines.map(({ correlationId }) => correlationId)).toEqual(['c-1', undefined]);
  });

  it("keeps an error's type, text, code and stack, not the values that PostgreSQL adds", () => {
    const { lines, logger } = recorder();
    const err = Object.assign(new Error('duplicate key'), { code: '23505', detail: 'Key (email)=(hunter2)' });
    logger.error({ err });
    expect(lines[0]?.err).toMatchObject({ type: 'Error', message: 'duplicate key', code: '23505' });
    expect(JSON.stringify(lines)).not.toContain('hunter2');
  });

  it("takes Nest's messages", () => {
    const { lines, logger } = recorder();
    const nest = new NestLogger(logger);
    nest.log('started', 'Router');
    nest.log('mapped', 'RouterExplorer');
    nest.error('broke', 'Error: broke\n    at here', 'Router');
    nest.warn({ some: 'object' });
    nest.fatal(new Error('worse'), 'Boot');
    nest.debug('d');
    nest.verbose('v');
    expect(lines).toMatchObject([
      { level: 'info', msg: 'started', part: 'Router' },
      { level: 'debug', msg: 'mapped', part: 'RouterExplorer' },
      { level: 'error', msg: 'broke', part: 'Router', stack: 'Error: broke\n    at here' },
      { level: 'warn', some: 'object' },
      { level: 'fatal', msg: 'Error', part: 'Boot', err: { message: 'worse' } },
      { level: 'debug', msg: 'd' },
      { level: 'trace', msg: 'v' },
    ]);
  });
});
