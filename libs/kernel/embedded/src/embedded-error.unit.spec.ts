import { describe, expect, it } from '@jest/globals';

import { EmbeddedError, explain } from './embedded-error.js';

const systemError = (code: string): Error => Object.assign(new Error(`${code}: it went wrong`), { code });

describe('explain', () => {
  it.each([
    ['ENOSPC', systemError('ENOSPC'), 'DISK_FULL'],
    ['EDQUOT', systemError('EDQUOT'), 'DISK_FULL'],
    ['what PostgreSQL says', new Error('initdb: could not write file: No space left on device'), 'DISK_FULL'],
    ['EACCES', systemError('EACCES'), 'HOME_NOT_WRITABLE'],
    ['EROFS', systemError('EROFS'), 'HOME_NOT_WRITABLE'],
    ['anything else', new Error('something new'), 'START_FAILED'],
    ['no error', 'thrown text', 'START_FAILED'],
  ])('%s becomes a clear error, with the folder and the cause', (_name, error, code) => {
    const explained = explain(error, '/srv/doyak');
    expect(explained).toBeInstanceOf(EmbeddedError);
    expect(explained.code).toBe(code);
    expect(explained.message).toContain('/srv/doyak');
    expect(explained.message).not.toContain('\n');
    expect(explained.cause).toBe(error);
  });

  it('lets a clear error pass', () => {
    const clear = new EmbeddedError('PORT_IN_USE', 'Port 1 is taken.');
    expect(explain(clear, '/srv/doyak')).toBe(clear);
  });
});
