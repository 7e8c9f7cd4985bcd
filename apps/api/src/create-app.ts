import { NestFactory, Reflector } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { join } from 'node:path';
import { AppModule } from './app.module.js';
import { mlflowErrors } from './mlflow/index.js';
import { ApiKeyGuard } from './platform/auth/api-key.guard.js';
import { ApiKeys } from './platform/auth/api-keys.js';
import { AppConfig } from './platform/config/app-config.js';
import { installAllowedMethods } from './platform/http/allowed-methods.js';
import { installBodyParsing } from './platform/http/body-parsing.js';
import { serveDashboard } from './platform/http/dashboard.js';
import { createFastifyAdapter, installHttp } from './platform/http/fastify.js';
import { serveOpenApi } from './platform/http/openapi.js';
import { installProtection } from './platform/http/protection.js';
import { ProblemFilter } from './platform/http/problem.filter.js';
import { createValidationPipe } from './platform/http/validation.js';
import { NestLogger } from './platform/telemetry/nest-logger.js';
import type { Logger } from './platform/telemetry/logger.js';

const dashboardFolder = join(import.meta.dirname, '../../web/dist');

/**
 * The whole application, ready to listen. The schema of the database must be up to date.
 *
 * @param databaseUrl  where PostgreSQL is, embedded or not
 */
export async function createApp(
  config: AppConfig,
  databaseUrl: string,
  logger: Logger,
): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.with(config, databaseUrl, logger),
    createFastifyAdapter(config.trustProxy),
    { logger: new NestLogger(logger), abortOnError: false, bodyParser: false },
  );
  const keys = new ApiKeys(config.apiKeys);
  await installHttp(app);
  installBodyParsing(app);
  await installProtection(app, config, keys);
  installAllowedMethods(app);
  await serveDashboard(app, dashboardFolder);
  app.useGlobalFilters(new ProblemFilter(logger, [mlflowErrors]));
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalGuards(new ApiKeyGuard(app.get(Reflector), keys));
  serveOpenApi(app);
  return app;
}
