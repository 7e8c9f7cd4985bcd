import { createServer } from 'node:net';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createApp } from './create-app.js';
import { FirstStart } from './first-start.js';
import type { AppConfig } from './platform/config/app-config.js';
import { ConfigurationError, parseEnvironment } from './platform/config/parse-environment.js';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './platform/database/embedded-postgres.js';
import { migrate } from './platform/database/migrate.js';
import { createLogger, type Logger } from './platform/telemetry/logger.js';
import { ProcessFaults } from './platform/telemetry/process-faults.js';
import { version } from './platform/version.js';

/** A fault that a person can mend, told in one sentence without a stack. */
class BootError extends Error {}

/** After this a process that cannot even stop is ended. */
const longestStopMs = 30_000;

interface Running {
  app?: NestFastifyApplication;
  postgres?: EmbeddedPostgres;
  stopping: boolean;
}

/** Starts everything in order, and stops it in the opposite order when asked to. */
export async function boot(environment: NodeJS.ProcessEnv): Promise<void> {
  const running: Running = { stopping: false };
  let logger: Logger | undefined;
  try {
    const config = parseEnvironment(environment);
    logger = createLogger(config);
    stopOnSignals(running, logger);
    outliveFaults(running, logger);
    await start(config, logger, running);
  } catch (error) {
    if (running.stopping) return;
    await stop(running);
    if (error instanceof ConfigurationError || error instanceof BootError)
      console.error(`\n${error.message}\n`);
    else if (logger) logger.error({ event: 'boot.failed', message: 'Marquee could not start.', err: error });
    else console.error(error);
    process.exit(1);
  }
}

async function start(config: AppConfig, logger: Logger, running: Running): Promise<void> {
  logger.info({ event: 'boot.started', message: `Marquee ${version} is starting.`, version });
  await refuseBusyPort(config);
  const databaseUrl = config.databaseUrl ?? (await startDatabase(config, logger, running));
  await bringSchemaUpToDate(databaseUrl, logger);
  const app = await createApp(config, databaseUrl, logger);
  running.app = app;
  await app.listen(config.port, config.host);
  if (config.bootstrap) await app.get(FirstStart).run(() => running.stopping);
  if (!running.stopping) announce(await app.getUrl(), logger);
}

async function startDatabase(config: AppConfig, logger: Logger, running: Running): Promise<string> {
  logger.info({ event: 'database.starting', message: `Starting PostgreSQL under ${config.dataDir}.` });
  try {
    running.postgres = await startEmbeddedPostgres({
      dataDir: config.dataDir,
      log: (message) => logger.info({ event: 'database', message }),
    });
  } catch (error) {
    throw new BootError(error instanceof Error ? error.message : String(error));
  }
  return running.postgres.url;
}

async function bringSchemaUpToDate(databaseUrl: string, logger: Logger): Promise<void> {
  try {
    const done = await migrate(databaseUrl);
    if (done.length > 0)
      logger.info({
        event: 'database.migrated',
        message: `The schema is up to date (${done.length} migrations ran).`,
      });
  } catch (error) {
    const { hostname, port } = new URL(databaseUrl);
    const code = (error as { code?: string }).code ?? '';
    if (/^(E[A-Z]+|28\w{3}|3D000|57P03)$/.test(code) || /timeout/.test(String(error))) {
      const reason = (error as Error).message || code;
      throw new BootError(
        `The database at ${hostname}:${port || 5432} (DATABASE_URL) cannot be used: ${reason}.`,
      );
    }
    throw error;
  }
}

/** Asked before the database is started, so that a busy port costs no time. */
async function refuseBusyPort({ host, port }: AppConfig): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) =>
      reject(new BootError(explainListenFault(error, host, port))),
    );
    probe.listen({ host, port }, () => probe.close(() => resolve()));
  });
}

function explainListenFault(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE')
    return `Port ${port} is taken by another program; choose one with PORT, such as PORT=${port + 1} npm start.`;
  if (error.code === 'EACCES')
    return `Port ${port} needs more rights than this user has; choose one above 1023 with PORT.`;
  return `Marquee cannot listen on ${host}:${port}: ${error.message}.`;
}

function announce(url: string, logger: Logger): void {
  const base = url
    .replace('127.0.0.1', 'localhost')
    .replace('[::1]', 'localhost')
    .replace('0.0.0.0', 'localhost');
  logger.info({
    event: 'boot.ready',
    message: `Marquee is ready.\n\n  Dashboard  ${base}/\n  API        ${base}/docs\n  Metrics    ${base}/metrics\n\n  Ctrl-C stops it.\n`,
    url: base,
  });
}

function stopOnSignals(running: Running, logger: Logger): void {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (running.stopping) return;
    running.stopping = true;
    logger.info({ event: 'stop.started', message: 'Stopping.', signal });
    stop(running).then(
      () => {
        logger.info({ event: 'stop.finished', message: 'Stopped.' });
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ event: 'stop.failed', err: error });
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
}

/** Errors that nothing caught are logged; the process stops in good order when there is no end to them. */
function outliveFaults(running: Running, logger: Logger): void {
  const faults = new ProcessFaults(logger, () => {
    logger.error({ event: 'process.too-many-faults', message: 'Errors do not stop: stopping the process.' });
    running.stopping = true;
    setTimeout(() => process.exit(1), longestStopMs).unref();
    void stop(running).finally(() => process.exit(1));
  });
  process.on('unhandledRejection', (reason) => faults.note('process.unhandled-rejection', reason));
  process.on('uncaughtException', (error) => faults.note('process.uncaught-exception', error));
}

async function stop({ app, postgres }: Running): Promise<void> {
  await app?.close();
  await postgres?.stop();
}
