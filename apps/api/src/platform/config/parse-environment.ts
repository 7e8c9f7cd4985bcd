import { isIP } from 'node:net';
import { metricNames } from '@marquee/recommender';
import { cronFault } from '../schedules/next-run.js';
import {
  AppConfig,
  type ApiKey,
  type MlflowMirrorSettings,
  type NotifySettings,
  type Role,
  type S3Settings,
} from './app-config.js';

/** All faults of the environment at once, one a line. */
export class ConfigurationError extends Error {
  constructor(readonly faults: readonly string[]) {
    super(`The settings cannot be used:\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
const roles: readonly Role[] = ['read', 'write', 'admin'];

/** Collects what is wrong while it reads, so that a person mends everything in one go. */
class Reader {
  readonly faults: string[] = [];
  constructor(private readonly environment: Environment) {}

  text(name: string): string | undefined {
    const value = this.environment[name]?.trim();
    return value === '' ? undefined : value;
  }

  integer(name: string, min: number, max: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (Number.isInteger(value) && value >= min && value <= max) return value;
    this.faults.push(`${name} is "${text}", expected a whole number from ${min} to ${max}`);
    return undefined;
  }

  share(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (value >= 0 && value <= 1) return value;
    this.faults.push(`${name} is "${text}", expected a number from 0 to 1`);
    return undefined;
  }

  boolean(name: string): boolean | undefined {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return undefined;
    if (['true', '1', 'yes', 'on'].includes(text)) return true;
    if (['false', '0', 'no', 'off'].includes(text)) return false;
    this.faults.push(`${name} is "${text}", expected true or false`);
    return undefined;
  }

  choice<T extends string>(name: string, choices: readonly T[]): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if ((choices as readonly string[]).includes(text)) return text as T;
    this.faults.push(`${name} is "${text}", expected one of ${choices.join(', ')}`);
    return undefined;
  }
}

/**
 * Reads the environment once.
 *
 * @throws ConfigurationError that lists every fault
 */
export function parseEnvironment(environment: Environment): AppConfig {
  const read = new Reader(environment);
  const databaseUrl = databaseAddress(read);
  const values = {
    host: read.text('HOST'),
    port: read.integer('PORT', 0, 65535),
    dataDir: read.text('DATA_DIR') ?? '.data',
    databaseUrl,
    databasePoolSize: read.integer('DATABASE_POOL_SIZE', 2, 200),
    logLevel: read.choice('LOG_LEVEL', logLevels),
    logFormat: read.choice('LOG_FORMAT', ['text', 'json'] as const) ?? (databaseUrl ? 'json' : 'text'),
    apiKeys: apiKeys(read),
    allowedHosts: allowedHosts(read),
    corsOrigins: corsOrigins(read),
    trustProxy: trustProxy(read),
    rateLimitPerMinute: read.integer('RATE_LIMIT_PER_MINUTE', 0, 100_000_000),
    maxConcurrentRequests: read.integer('MAX_CONCURRENT_REQUESTS', 1, 10_000),
    webhookAllowPrivate: read.boolean('WEBHOOK_ALLOW_PRIVATE'),
    s3: s3Settings(read),
    mlflowMirror: mlflowMirror(read),
    bootstrap: read.boolean('BOOTSTRAP'),
    schedules: read.boolean('SCHEDULES'),
    retrainCron: cronExpression(read),
    retrainTimeZone: timeZone(read),
    trainingPrimaryMetric: read.choice('TRAINING_PRIMARY_METRIC', metricNames),
    trainingBudgetSeconds: read.integer('TRAINING_BUDGET_SECONDS', 1, 604_800),
    gitCommit: read.text('GIT_COMMIT'),
    trainingNiceness: read.integer('TRAINING_NICENESS', 0, 19),
    notify: notifySettings(read),
    jobRetentionDays: read.integer('JOB_RETENTION_DAYS', 1, 3650),
    jobLogRetentionDays: read.integer('JOB_LOG_RETENTION_DAYS', 1, 3650),
    maxUploadBytes: read.integer('MAX_UPLOAD_BYTES', 1, Number.MAX_SAFE_INTEGER),
    rotationRate: read.share('ROTATION_RATE'),
    recommendationLogDays: read.integer('RECOMMENDATION_LOG_DAYS', 1, 3650),
  };
  const config = new AppConfig(values);
  if (config.listensBeyondLoopback && config.apiKeys.length === 0) {
    read.faults.push(
      `HOST is "${config.host}", which others can reach, so API_KEYS must be set (name:role:secret, comma-separated; roles are ${roles.join(', ')})`,
    );
  }
  if (read.faults.length > 0) throw new ConfigurationError(read.faults);
  return config;
}

function databaseAddress(read: Reader): string | undefined {
  const text = read.text('DATABASE_URL');
  if (text === undefined || /^postgres(ql)?:\/\/./.test(text)) return text;
  read.faults.push('DATABASE_URL must begin with postgres:// or postgresql://');
  return undefined;
}

function list(read: Reader, name: string): string[] {
  return (read.text(name) ?? '')
    .split(',')
    .map((entry) => entry.trim())
    .filter(Boolean);
}

function corsOrigins(read: Reader): string[] {
  return list(read, 'CORS_ORIGINS').flatMap((entry) => {
    if (/^https?:\/\/[^/]+$/.test(entry) && URL.canParse(entry)) return [new URL(entry).origin];
    read.faults.push(`CORS_ORIGINS has "${entry}", expected origins such as https://movies.example`);
    return [];
  });
}

/** Names as a Host header has them; a port in them means nothing, since any is answered. */
function allowedHosts(read: Reader): string[] {
  return list(read, 'ALLOWED_HOSTS').flatMap((entry) => {
    const name = entry.toLowerCase().replace(/:\d+$/, '');
    if (/^(?:[a-z0-9_-]+(?:\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])$/.test(name)) return [name];
    read.faults.push(`ALLOWED_HOSTS has "${entry}", expected host names such as marquee.lan`);
    return [];
  });
}

const namedNetworks = ['loopback', 'linklocal', 'uniquelocal'];

function trustProxy(read: Reader): string | undefined {
  const text = read.text('TRUST_PROXY');
  if (text === undefined || /^(?:true|false|\d{1,3})$/.test(text)) return text;
  const wrong = list(read, 'TRUST_PROXY').find((entry) => {
    const [address, prefix, ...rest] = entry.split('/');
    const most = isIP(address) === 6 ? 128 : 32;
    const isPrefix = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= most);
    return !namedNetworks.includes(entry) && (isIP(address) === 0 || !isPrefix || rest.length > 0);
  });
  if (wrong !== undefined)
    read.faults.push(
      `TRUST_PROXY has "${wrong}", expected true, a number of hops, or addresses and networks such as 10.0.0.0/8`,
    );
  return text;
}

function apiKeys(read: Reader): ApiKey[] {
  const entries = (read.text('API_KEYS') ?? '').split(',').map((entry) => entry.trim());
  return entries.filter(Boolean).flatMap((entry, index) => {
    const [name, role, ...secret] = entry.split(':');
    const key = { name, role: role as Role, secret: secret.join(':') };
    if (name && roles.includes(key.role) && key.secret.length >= 16) return [key];
    read.faults.push(
      `entry ${index + 1} of API_KEYS must read name:role:secret with a role of ${roles.join(', ')} and a secret of 16 characters or more`,
    );
    return [];
  });
}

function s3Settings(read: Reader): S3Settings | null {
  const bucket = read.text('S3_BUCKET');
  if (bucket === undefined) return null;
  const accessKeyId = read.text('S3_ACCESS_KEY_ID');
  const secretAccessKey = read.text('S3_SECRET_ACCESS_KEY');
  if (!accessKeyId) read.faults.push('S3_BUCKET is set, so S3_ACCESS_KEY_ID must be set too');
  if (!secretAccessKey) read.faults.push('S3_BUCKET is set, so S3_SECRET_ACCESS_KEY must be set too');
  return {
    bucket,
    endpoint: read.text('S3_ENDPOINT') ?? null,
    region: read.text('S3_REGION') ?? 'us-east-1',
    accessKeyId: accessKeyId ?? '',
    secretAccessKey: secretAccessKey ?? '',
  };
}

function notifySettings(read: Reader): NotifySettings {
  return {
    minSeverity: read.choice('NOTIFY_MIN_SEVERITY', ['info', 'warning', 'critical'] as const) ?? 'warning',
    webhook: webhookSettings(read),
    email: emailSettings(read),
  };
}

function webhookSettings(read: Reader): NotifySettings['webhook'] {
  const url = read.text('NOTIFY_WEBHOOK_URL');
  if (url === undefined) return null;
  if (!/^https?:$/.test(parsedUrl(url)?.protocol ?? ''))
    read.faults.push('NOTIFY_WEBHOOK_URL must begin with http:// or https://');
  return { url, secret: read.text('NOTIFY_WEBHOOK_SECRET') ?? null };
}

function emailSettings(read: Reader): NotifySettings['email'] {
  const address = read.text('NOTIFY_SMTP_URL');
  if (address === undefined) return null;
  const url = parsedUrl(address);
  const secure = url?.protocol === 'smtps:';
  if (!url?.hostname || !['smtp:', 'smtps:'].includes(url.protocol))
    read.faults.push(
      'NOTIFY_SMTP_URL must read smtp://user:password@host:587, or smtps:// for TLS from the first byte',
    );
  const from = read.text('NOTIFY_EMAIL_FROM');
  const to = (read.text('NOTIFY_EMAIL_TO') ?? '').split(',').map((one) => one.trim());
  if (!from) read.faults.push('NOTIFY_SMTP_URL is set, so NOTIFY_EMAIL_FROM must be set too');
  if (!to[0])
    read.faults.push(
      'NOTIFY_SMTP_URL is set, so NOTIFY_EMAIL_TO must be set too (addresses, comma-separated)',
    );
  return {
    host: url?.hostname ?? '',
    port: Number(url?.port || (secure ? 465 : 587)),
    secure,
    user: url?.username ? decodeURIComponent(url.username) : null,
    password: url?.password ? decodeURIComponent(url.password) : null,
    from: from ?? '',
    to: to.filter(Boolean),
  };
}

const parsedUrl = (text: string): URL | null => (URL.canParse(text) ? new URL(text) : null);

function mlflowMirror(read: Reader): MlflowMirrorSettings | null {
  const uri = read.text('MLFLOW_MIRROR_URI');
  if (uri === undefined) return null;
  if (!URL.canParse(uri) || !/^https?:/.test(uri)) {
    read.faults.push('MLFLOW_MIRROR_URI must be an address that begins with http:// or https://');
  }
  return {
    uri: uri.replace(/\/+$/, ''),
    experiment: read.text('MLFLOW_MIRROR_EXPERIMENT') ?? 'marquee',
    modelName: read.text('MLFLOW_MIRROR_MODEL') ?? 'marquee',
    token: read.text('MLFLOW_MIRROR_TOKEN') ?? null,
    username: read.text('MLFLOW_MIRROR_USERNAME') ?? null,
    password: read.text('MLFLOW_MIRROR_PASSWORD') ?? null,
  };
}

function cronExpression(read: Reader): string | undefined {
  const text = read.text('RETRAIN_CRON');
  if (text === undefined) return undefined;
  if (cronFault(text) === null) return text;
  read.faults.push(`RETRAIN_CRON is "${text}", expected a cron expression such as "0 2 * * *"`);
  return undefined;
}

function timeZone(read: Reader): string | undefined {
  const text = read.text('RETRAIN_TIME_ZONE');
  if (text === undefined) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: text });
    return text;
  } catch {
    read.faults.push(`RETRAIN_TIME_ZONE is "${text}", expected an IANA name such as Europe/Berlin`);
    return undefined;
  }
}
