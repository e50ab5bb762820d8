import type { LoggerService } from '@nestjs/common';
import pino, { type DestinationStream, type Logger } from 'pino';
import { currentCorrelationId } from '@doyak/kernel/tracing';
import { isError } from './is-error.js';

/** Never in a log, wherever they stand: secrets, and what points at a person (PIPA). */
const hidden = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'passwordHash',
  'token',
  'accessToken',
  'refreshToken',
  'secret',
  'apiKey',
  'privateKey',
  'email',
  'phone',
  'personName',
  'fullName',
  'birthDate',
  'address',
  'accountNumber',
  'residentRegistrationNumber',
];

/** JSON lines with the correlation id of the request or job under way. `destination` defaults to standard output. */
export function createLogger(
  level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent',
  destination?: DestinationStream,
): Logger {
  const quoted = hidden.map((name) => `["${name}"]`);
  const options: pino.LoggerOptions = {
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: quoted.flatMap((name) => [name, `*${name}`, `*.*${name}`, `*.*.*${name}`]),
      censor: '[hidden]',
    },
    serializers: { err: serializeError },
    mixin: () => {
      const correlationId = currentCorrelationId();
      return correlationId ? { correlationId } : {};
    },
  };
  return destination ? pino(options, destination) : pino(options);
}

/** Without the further fields of an error: PostgreSQL's `detail` repeats the offending values. */
function serializeError(error: unknown): unknown {
  if (!isError(error)) return { message: 'not an Error' };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message.slice(0, 500),
    ...(typeof code === 'string' ? { code } : {}),
    stack: error.stack?.slice(0, 4_000),
  };
}

const bootChatter = new Set(['InstanceLoader', 'RoutesResolver', 'RouterExplorer', 'NestFactory']);

/** Nest's own messages as lines of the same log: `app.useLogger(new NestLogger(logger))`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  /** What Nest tells of each module and route at start is for debugging. */
  log(message: unknown, ...more: unknown[]): void {
    const part = more.at(-1);
    this.write(typeof part === 'string' && bootChatter.has(part) ? 'debug' : 'info', message, more);
  }

  error(message: unknown, ...more: unknown[]): void {
    this.write('error', message, more);
  }

  warn(message: unknown, ...more: unknown[]): void {
    this.write('warn', message, more);
  }

  debug(message: unknown, ...more: unknown[]): void {
    this.write('debug', message, more);
  }

  verbose(message: unknown, ...more: unknown[]): void {
    this.write('trace', message, more);
  }

  fatal(message: unknown, ...more: unknown[]): void {
    this.write('fatal', message, more);
  }

  /** Nest passes `(message, stack?, context?)`. */
  private write(level: pino.Level, message: unknown, more: readonly unknown[]): void {
    const texts = more.filter((part): part is string => typeof part === 'string');
    const stack = texts.find((text) => text.includes('\n    at '));
    const part = texts.filter((text) => text !== stack).at(-1);
    const fields = { ...(part ? { part } : {}), ...(stack ? { stack } : {}) };
    if (isError(message)) this.logger[level]({ ...fields, err: message }, message.name);
    else if (typeof message === 'object' && message !== null) {
      // `logger.error({ err, … }, 'What happened')`: fields first, as with pino itself.
      this.logger[level]({ ...fields, ...message }, texts.length > 1 ? texts[0] : undefined);
    } else this.logger[level](fields, typeof message === 'string' ? message : JSON.stringify(message));
  }
}
