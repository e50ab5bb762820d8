/** Why a request must not leave. Stable codes: they go into problem documents and the records of attempts. */
export type RefusedBecause =
  | 'URL_MALFORMED'
  | 'SCHEME_NOT_ALLOWED'
  | 'USERINFO_NOT_ALLOWED'
  | 'PORT_NOT_ALLOWED'
  | 'HOST_NOT_ALLOWED'
  | 'ADDRESS_NOT_ALLOWED';

/** Thrown before a byte is sent: this address must not be asked. Trying again changes nothing until somebody changes it. */
export class OutboundRefused extends Error {
  override readonly name = 'OutboundRefused';

  constructor(
    readonly code: RefusedBecause,
    /** For people; names neither credentials nor query of the URL. */
    readonly detail: string,
  ) {
    super(`${code}: ${detail}`);
  }
}

export type FailedBecause =
  'NAME_NOT_RESOLVED' | 'NOT_CONNECTED' | 'TLS_FAILED' | 'TIMED_OUT' | 'BROKEN_OFF' | 'ABORTED';

/** The other side could not be reached or did not answer in time; later it may. */
export class OutboundFailed extends Error {
  override readonly name = 'OutboundFailed';

  constructor(
    readonly code: FailedBecause,
    readonly detail: string,
    options?: ErrorOptions,
  ) {
    super(`${code}: ${detail}`, options);
  }
}

const CONNECT = /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT)$/;
const TIMEOUT = /^(UND_ERR_HEADERS_TIMEOUT|UND_ERR_BODY_TIMEOUT|ETIMEDOUT)$/;
const TLS = /^(ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|EPROTO)/;

/** What went wrong under undici, in the words above; errors of this library pass as they are. */
export function asFailure(error: unknown): OutboundRefused | OutboundFailed {
  if (error instanceof OutboundRefused || error instanceof OutboundFailed) return error;
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  const because: FailedBecause = CONNECT.test(code)
    ? 'NOT_CONNECTED'
    : TIMEOUT.test(code)
      ? 'TIMED_OUT'
      : TLS.test(code)
        ? 'TLS_FAILED'
        : 'BROKEN_OFF';
  return new OutboundFailed(because, code || message, { cause: error });
}
