/** SQLSTATE classes that say "the server is not there just now", not "the statement is wrong" (PostgreSQL manual, appendix A). */
const gone = new Set([
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08000',
  '08001',
  '08003',
  '08004',
  '08006',
  '25P03',
  '57P05',
]);
const network = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH']);
const phrases =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|not queryable|pool after calling end/;

/** Whether an error means that PostgreSQL cannot be reached, so that the same work may succeed later. */
export function isConnectionFailure(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.some(isConnectionFailure);
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: string };
  return (code !== undefined && (gone.has(code) || network.has(code))) || phrases.test(error.message);
}
