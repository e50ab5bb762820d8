import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { type LogWitness, parseWitnesses } from './log-witnesses.js';

const postgresUrl = z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// URL' });
/** One server, or seed nodes of a cluster separated by commas. */
const redisUrls = z
  .string()
  .refine(
    (text) => text.split(',').every((one) => z.url({ protocol: /^rediss?$/ }).safeParse(one).success),
    'must be a redis:// URL, or several separated by commas',
  );
const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

const environment = z.object({
  DATABASE_URL: postgresUrl.optional(),
  DATABASE_APP_URL: postgresUrl.optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(16),
  REDIS_URL: redisUrls.optional(),
  REDIS_CLUSTER: flag.default(false),
  QUEUE_PREFIX: z
    .string()
    .regex(/^[\w{}-]{1,40}$/)
    .default('{doyak}'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  HOST: z.string().min(1).default('127.0.0.1'),
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).optional(),
  TRUST_PROXY: z.string().max(200).optional(),
  DOYAK_HOME: z.string().min(1).default('.doyak'),
  DOYAK_MIGRATE: flag.default(true),
  DOYAK_DEMO: flag.default(true),
  DOYAK_MASTER_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be base64 of 32 bytes')
    .optional(),
  DOYAK_PASSWORD_PEPPER: z.string().min(16).max(200).optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  LOG_ORIGIN: z
    .string()
    .regex(/^[a-z0-9][a-z0-9./-]{2,100}$/)
    .default('doyak.local/log'),
  LOG_KEY_SEALED: flag.default(true),
  LOG_CHECKPOINT_SECONDS: z.coerce.number().min(0.1).max(3_600).default(5),
  LOG_CHECKPOINT_EVENTS: z.coerce.number().int().min(1).max(1_000_000).default(10_000),
  LOG_WITNESSES: z.string().max(20_000).default('').transform(parseWitnesses),
  LOG_WITNESS_QUORUM: z.coerce.number().int().min(0).max(32).default(0),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url().optional(),
  ACCESS_LOG_YEARS: z.coerce.number().int().min(2).max(20).default(2),
  OUTBOUND_LOOPBACK: flag.default(false),
  DOCUMENTS_S3_BUCKET: z.string().min(3).max(63).optional(),
  DOCUMENTS_S3_REGION: z.string().min(1).max(60).default('ap-northeast-2'),
  DOCUMENTS_S3_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  DOCUMENTS_S3_ACCESS_KEY_ID: z.string().min(1).max(200).optional(),
  DOCUMENTS_S3_SECRET_ACCESS_KEY: z.string().min(1).max(500).optional(),
  BUSINESS_REGISTER_URL: z.url({ protocol: /^https?$/ }).optional(),
  BUSINESS_REGISTER_KEY: z.string().min(1).max(500).optional(),
  BUSINESS_REGISTER_KEY_FILE: z.string().min(1).max(1_000).optional(),
});

/** A setting that does not fit; `message` names each variable and what it must be. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/** Every setting of a process. Injectable by its class; made by `loadConfig`. */
export abstract class Config {
  /** Owner's URL: migrations and read-model generations. Absent: the embedded PostgreSQL supplies it. */
  abstract readonly databaseUrl: string | undefined;
  /** The application's own login. Absent: the owner's URL is used and `SET ROLE doyak_app` on each connection. */
  abstract readonly databaseAppUrl: string | undefined;
  /** Connections of the API's and followers' pool. */
  abstract readonly databasePoolSize: number;
  /** Queues run on Redis when set, on PostgreSQL otherwise. */
  abstract readonly redisUrl: string | undefined;
  /** The URL names seed nodes of a Redis Cluster. */
  abstract readonly redisCluster: boolean;
  /** Key prefix of the queues; a hash tag in braces keeps a queue on one slot of a Redis Cluster. */
  abstract readonly queuePrefix: string;
  /** 0 takes any free port. */
  abstract readonly port: number;
  abstract readonly host: string;
  /** How clients reach the API from outside, without a trailing slash. */
  abstract readonly publicUrl: string | undefined;
  /** Express `trust proxy` setting: hop count or addresses. */
  abstract readonly trustProxy: string | undefined;
  /** Absolute path of the data folder. */
  abstract readonly home: string;
  /** Migrate the database on start, with the owner's rights. False: `doyak migrate` is run apart, and DATABASE_URL is not needed here. */
  abstract readonly migrate: boolean;
  /** Seed demo data on first start of an embedded database. */
  abstract readonly demo: boolean;
  /** Base64 of 32 bytes; seals secrets that must be read again. Absent: `master.key` in the data folder, made on first use. */
  abstract readonly masterKey: string | undefined;
  /** Goes into password hashes; once set, it must not be lost. */
  abstract readonly passwordPepper: string | undefined;
  abstract readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** Origin of the transparency log: first line of its checkpoints (C2SP tlog-checkpoint). */
  abstract readonly logOrigin: string;
  /** Seal the log's private keys in the data folder with the master key; false: they are kept as plain C2SP signer keys. */
  abstract readonly logKeySealed: boolean;
  /** Ms between two checkpoints of a log that grows. */
  abstract readonly logCheckpointMs: number;
  /** Events after which a checkpoint is signed sooner. */
  abstract readonly logCheckpointEvents: number;
  /** Who is asked to cosign checkpoints (C2SP tlog-witness). */
  abstract readonly logWitnesses: readonly LogWitness[];
  /** Cosignatures that a checkpoint must have before it is served. */
  abstract readonly logWitnessQuorum: number;
  /** Years for which it is kept who saw whose personal data: two at least (접속기록 보관). */
  abstract readonly accessLogYears: number;
  abstract readonly otlpEndpoint: string | undefined;
  /** Partners' endpoints may lie on this machine, also by plain http: for development and the demo. */
  abstract readonly outboundLoopback: boolean;
  /** The tax service's register of businesses, and the key for it; absent: checks that need it ask a person. */
  abstract readonly businessRegister: { readonly url: string; readonly key: string } | undefined;
  /** S3-compatible storage of documents. Absent: the folder `documents` in the data folder. */
  abstract readonly documentsS3:
    | {
        readonly bucket: string;
        readonly region: string;
        /** Absent: that of AWS for the region. */
        readonly endpoint: string | undefined;
        /** Absent: those that the environment of the machine supplies. */
        readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string } | undefined;
      }
    | undefined;
}

/**
 * Reads and checks the settings. Throws a `ConfigError` that names every wrong variable at once; values are not repeated,
 * since they may be secrets.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new ConfigError(`Settings do not fit:\n  ${faults.join('\n  ')}`);
  }
  const read = parsed.data;
  if (read.LOG_WITNESS_QUORUM > read.LOG_WITNESSES.length) {
    throw new ConfigError(
      'Settings do not fit:\n  LOG_WITNESS_QUORUM: is larger than the number of LOG_WITNESSES',
    );
  }
  if (read.DATABASE_APP_URL && !read.DATABASE_URL && read.DOYAK_MIGRATE) {
    throw new ConfigError(
      'Settings do not fit:\n  DATABASE_APP_URL: needs DATABASE_URL beside it, or DOYAK_MIGRATE=false',
    );
  }
  if (read.REDIS_CLUSTER && !/\{[^}]+\}/.test(read.QUEUE_PREFIX)) {
    throw new ConfigError(
      'Settings do not fit:\n  QUEUE_PREFIX: needs a hash tag in braces on a Redis Cluster, like {doyak}',
    );
  }
  if (!read.REDIS_CLUSTER && read.REDIS_URL?.includes(',')) {
    throw new ConfigError('Settings do not fit:\n  REDIS_URL: several nodes need REDIS_CLUSTER=true');
  }
  return Object.freeze({
    databaseUrl: read.DATABASE_URL,
    databaseAppUrl: read.DATABASE_APP_URL,
    databasePoolSize: read.DATABASE_POOL_SIZE,
    redisUrl: read.REDIS_URL,
    redisCluster: read.REDIS_CLUSTER,
    queuePrefix: read.QUEUE_PREFIX,
    port: read.PORT,
    host: read.HOST,
    publicUrl: read.PUBLIC_URL?.replace(/\/+$/, ''),
    trustProxy: read.TRUST_PROXY,
    home: resolve(read.DOYAK_HOME),
    migrate: read.DOYAK_MIGRATE,
    demo: read.DOYAK_DEMO,
    masterKey: read.DOYAK_MASTER_KEY,
    passwordPepper: read.DOYAK_PASSWORD_PEPPER,
    logLevel: read.LOG_LEVEL,
    logOrigin: read.LOG_ORIGIN,
    logKeySealed: read.LOG_KEY_SEALED,
    logCheckpointMs: read.LOG_CHECKPOINT_SECONDS * 1_000,
    logCheckpointEvents: read.LOG_CHECKPOINT_EVENTS,
    logWitnesses: read.LOG_WITNESSES,
    logWitnessQuorum: read.LOG_WITNESS_QUORUM,
    accessLogYears: read.ACCESS_LOG_YEARS,
    otlpEndpoint: read.OTEL_EXPORTER_OTLP_ENDPOINT,
    outboundLoopback: read.OUTBOUND_LOOPBACK,
    businessRegister: businessRegister(read),
    documentsS3: documentsS3(read),
  });
}

/** The key of the register stands in a file that only the process can read, as container secrets do; or in the environment. */
function businessRegister({
  BUSINESS_REGISTER_URL: url,
  BUSINESS_REGISTER_KEY: given,
  BUSINESS_REGISTER_KEY_FILE: file,
}: z.output<typeof environment>): Config['businessRegister'] {
  const refuse = (what: string): never => {
    throw new ConfigError(`Settings do not fit:\n  ${what}`);
  };
  if (given !== undefined && file !== undefined)
    refuse('BUSINESS_REGISTER_KEY_FILE: is set beside BUSINESS_REGISTER_KEY');
  if ((url === undefined) !== (given === undefined && file === undefined))
    refuse('BUSINESS_REGISTER_KEY or BUSINESS_REGISTER_KEY_FILE: goes together with BUSINESS_REGISTER_URL');
  if (url === undefined) return undefined;
  return { url, key: given ?? keyIn(file!, refuse) };
}

function keyIn(file: string, refuse: (what: string) => never): string {
  let key = '';
  try {
    key = readFileSync(file, 'utf8').trim();
  } catch {
    refuse('BUSINESS_REGISTER_KEY_FILE: cannot be read');
  }
  return key.length >= 1 && key.length <= 500
    ? key
    : refuse('BUSINESS_REGISTER_KEY_FILE: must hold one key of at most 500 characters');
}

function documentsS3(read: z.output<typeof environment>): Config['documentsS3'] {
  const { DOCUMENTS_S3_ACCESS_KEY_ID: accessKeyId, DOCUMENTS_S3_SECRET_ACCESS_KEY: secretAccessKey } = read;
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new ConfigError(
      'Settings do not fit:\n  DOCUMENTS_S3_SECRET_ACCESS_KEY: goes together with DOCUMENTS_S3_ACCESS_KEY_ID',
    );
  }
  if (read.DOCUMENTS_S3_BUCKET === undefined) return undefined;
  return {
    bucket: read.DOCUMENTS_S3_BUCKET,
    region: read.DOCUMENTS_S3_REGION,
    endpoint: read.DOCUMENTS_S3_ENDPOINT,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
  };
}
