/**
 * What keeps the embedded PostgreSQL from starting.
 * `PLATFORM_UNSUPPORTED` no binaries for this system; `HOME_IN_USE` another Doyak holds the folder; `HOME_NOT_WRITABLE` no rights;
 * `PORT_IN_USE` the asked port is taken; `DATA_OF_OTHER_VERSION` the data belongs to another PostgreSQL major version;
 * `DATA_DAMAGED` the folder holds something that is not a whole cluster; `SECRET_MISMATCH` the owner's password file belongs to other data;
 * `DISK_FULL`; `ORPHAN_WILL_NOT_STOP` a server left behind does not end; `START_FAILED` and `START_TIMEOUT` anything else.
 */
export type EmbeddedErrorCode =
  | 'PLATFORM_UNSUPPORTED'
  | 'HOME_IN_USE'
  | 'HOME_NOT_WRITABLE'
  | 'PORT_IN_USE'
  | 'DATA_OF_OTHER_VERSION'
  | 'DATA_DAMAGED'
  | 'SECRET_MISMATCH'
  | 'DISK_FULL'
  | 'ORPHAN_WILL_NOT_STOP'
  | 'START_FAILED'
  | 'START_TIMEOUT';

/** One sentence for the person at the terminal: what is wrong and what to do. */
export class EmbeddedError extends Error {
  override readonly name = 'EmbeddedError';

  constructor(
    readonly code: EmbeddedErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Turns what the file system or PostgreSQL said about `path` into a clear error; an EmbeddedError passes through. */
export function explain(error: unknown, path: string): EmbeddedError {
  if (error instanceof EmbeddedError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const code = (error as NodeJS.ErrnoException | null)?.code;
  if (code === 'ENOSPC' || code === 'EDQUOT' || /No space left on device|Disk quota exceeded/i.test(text)) {
    return new EmbeddedError(
      'DISK_FULL',
      `The disk that holds ${path} is full: free some space there, or set DOYAK_HOME to a folder on another disk.`,
      { cause: error },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS' || code === 'ENOTDIR' || code === 'EEXIST') {
    return new EmbeddedError(
      'HOME_NOT_WRITABLE',
      `Doyak cannot write to ${path} (${code}): give this user rights to the folder, or set DOYAK_HOME to a folder it may write to.`,
      { cause: error },
    );
  }
  return new EmbeddedError('START_FAILED', `The embedded PostgreSQL in ${path} did not start: ${text}`, {
    cause: error,
  });
}
