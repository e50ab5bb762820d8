import { readFileSync } from 'node:fs';
import { ApiClient } from '../demo/api-client.js';

/** Where the server is, and who asks it. Secrets come from files: what stands on a command line, others can read. */
export interface ServerOptions {
  readonly url: string;
  readonly as?: string;
  readonly passwordFile?: string;
  readonly keyFile?: string;
}

/** Whoever gives the command at the server's API: a person who signs in, or a partner's system with its API key. */
export function serverOf({ url, as, passwordFile, keyFile }: ServerOptions): ApiClient {
  const base = url.replace(/\/+$/, '');
  if (keyFile !== undefined) return new ApiClient(base, { token: secretIn(keyFile) });
  if (as === undefined || passwordFile === undefined)
    throw new Error('Say who asks: --as <e-mail> with --password-file <path>, or --key-file <path>');
  return new ApiClient(base, { email: as, password: secretIn(passwordFile) });
}

/** The first line of a file; `-` reads what is typed or piped. */
function secretIn(path: string): string {
  const [line = ''] = readFileSync(path === '-' ? 0 : path, 'utf8').split(/\r?\n/);
  if (line === '') throw new Error(`${path} is empty`);
  return line;
}
