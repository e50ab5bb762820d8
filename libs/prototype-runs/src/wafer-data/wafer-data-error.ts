/** Why a file of test data was refused. */
export type WaferDataFault =
  'NOT_RECOGNISED' | 'TRUNCATED' | 'MALFORMED' | 'UNSUPPORTED' | 'TOO_LARGE' | 'CONTRADICTORY';

/** A file of test data that cannot be read: why, and at which byte of it (after unpacking, where it was packed). */
export class WaferDataError extends Error {
  override readonly name = 'WaferDataError';

  constructor(
    readonly code: WaferDataFault,
    readonly detail: string,
    /** Byte offset from the start of the unpacked file. */
    readonly offset: number,
  ) {
    super(`${detail} (at byte ${offset})`);
  }
}
