import type { MetricName } from '@marquee/recommender';
import { resolve } from 'node:path';

export type Role = 'read' | 'write' | 'admin';

export interface ApiKey {
  readonly name: string;
  readonly role: Role;
  readonly secret: string;
}

export interface S3Settings {
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** Channels that a new installation begins with; afterwards they are changed in the dashboard or by the API. */
export interface NotifySettings {
  readonly minSeverity: 'info' | 'warning' | 'critical';
  readonly webhook: { readonly url: string; readonly secret: string | null } | null;
  readonly email: {
    readonly host: string;
    readonly port: number;
    readonly secure: boolean;
    readonly user: string | null;
    readonly password: string | null;
    readonly from: string;
    readonly to: string[];
  } | null;
}

/** A real MLflow server that training runs are mirrored to. */
export interface MlflowMirrorSettings {
  /** Without a slash at the end. */
  readonly uri: string;
  /** Experiment and registered model there. */
  readonly experiment: string;
  readonly modelName: string;
  readonly token: string | null;
  readonly username: string | null;
  readonly password: string | null;
}

/** Every setting of the process, checked. Hyperparameters are not here: they belong to a training run. */
export class AppConfig {
  readonly host: string;
  readonly port: number;
  /** Absolute folder of everything that the process keeps on disk. */
  readonly dataDir: string;
  /** null: the process starts its own PostgreSQL under `dataDir`. */
  readonly databaseUrl: string | null;
  readonly databasePoolSize: number;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly logFormat: 'text' | 'json';
  readonly apiKeys: readonly ApiKey[];
  /** Host names beyond loopback that are answered without keys. */
  readonly allowedHosts: readonly string[];
  /** Origins whose pages may call the API. */
  readonly corsOrigins: readonly string[];
  /** Addresses of proxies whose X-Forwarded-For is believed, as Fastify's trustProxy takes them; null: none. */
  readonly trustProxy: string | null;
  /** Requests a minute that a key, or an address without one, may send; 0: any number. */
  readonly rateLimitPerMinute: number;
  /** Requests that are worked on at once. */
  readonly maxConcurrentRequests: number;
  /** Whether webhooks may go to loopback, private and link-local addresses. */
  readonly webhookAllowPrivate: boolean;
  readonly s3: S3Settings | null;
  /** null: runs are mirrored nowhere. */
  readonly mlflowMirror: MlflowMirrorSettings | null;
  /** Import the small data set into an empty database and train a first champion. */
  readonly bootstrap: boolean;
  /** Run schedules in this process. */
  readonly schedules: boolean;
  readonly retrainCron: string;
  readonly retrainTimeZone: string;
  /** What models are chosen by. */
  readonly trainingPrimaryMetric: MetricName;
  /** Time for the candidates of a training; null: by the number of ratings. */
  readonly trainingBudgetSeconds: number | null;
  /** How far training threads stand back behind serving, 0 (not at all) to 19, on Linux. */
  readonly trainingNiceness: number;
  readonly notify: NotifySettings;
  /** How long jobs that ended are kept, days. */
  readonly jobRetentionDays: number;
  /** How long the logs of jobs that ended are kept, days. */
  readonly jobLogRetentionDays: number;
  /** What was built, to be noted with every run; null: the commit of the working tree, where there is one. */
  readonly gitCommit: string | null;
  /** Largest upload that an import takes, in bytes. */
  readonly maxUploadBytes: number;
  /** The share of lists that are shown in random order, 0 to 1, where a request does not say. */
  readonly rotationRate: number;
  /** How many days the log of recommendations is kept. */
  readonly recommendationLogDays: number;

  constructor(values: Partial<AppConfig> & Pick<AppConfig, 'dataDir'>) {
    this.host = values.host ?? '127.0.0.1';
    this.port = values.port ?? 8080;
    this.dataDir = resolve(values.dataDir);
    this.databaseUrl = values.databaseUrl ?? null;
    this.databasePoolSize = values.databasePoolSize ?? 10;
    this.logLevel = values.logLevel ?? 'info';
    this.logFormat = values.logFormat ?? 'text';
    this.apiKeys = values.apiKeys ?? [];
    this.allowedHosts = values.allowedHosts ?? [];
    this.corsOrigins = values.corsOrigins ?? [];
    this.trustProxy = values.trustProxy ?? null;
    this.rateLimitPerMinute = values.rateLimitPerMinute ?? 6_000;
    this.maxConcurrentRequests = values.maxConcurrentRequests ?? 16;
    this.webhookAllowPrivate = values.webhookAllowPrivate ?? false;
    this.s3 = values.s3 ?? null;
    this.mlflowMirror = values.mlflowMirror ?? null;
    this.bootstrap = values.bootstrap ?? true;
    this.schedules = values.schedules ?? true;
    this.retrainCron = values.retrainCron ?? '0 2 * * *';
    this.retrainTimeZone = values.retrainTimeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone;
    this.trainingPrimaryMetric = values.trainingPrimaryMetric ?? 'rmse';
    this.trainingBudgetSeconds = values.trainingBudgetSeconds ?? null;
    this.trainingNiceness = values.trainingNiceness ?? 10;
    this.notify = values.notify ?? { minSeverity: 'warning', webhook: null, email: null };
    this.jobRetentionDays = values.jobRetentionDays ?? 90;
    this.jobLogRetentionDays = values.jobLogRetentionDays ?? 30;
    this.gitCommit = values.gitCommit ?? null;
    this.maxUploadBytes = values.maxUploadBytes ?? 2 * 1024 ** 3;
    this.rotationRate = values.rotationRate ?? 0;
    this.recommendationLogDays = values.recommendationLogDays ?? 180;
  }

  get listensBeyondLoopback(): boolean {
    return !['127.0.0.1', '::1', 'localhost'].includes(this.host);
  }

  get artifactsDir(): string {
    return resolve(this.dataDir, 'artifacts');
  }
}
