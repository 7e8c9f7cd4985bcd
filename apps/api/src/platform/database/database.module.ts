import { Global, Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { HealthService } from '../telemetry/health.service.js';
import { databaseMetricProviders } from './database-metrics.js';
import { postgresMetricProviders } from './postgres-metrics.js';
import { dataSourceOptions } from './data-source-options.js';

/** Address of the database that this process talks to, for the parts that need a connection of their own. */
export class DatabaseAddress {
  constructor(readonly url: string) {}
}

@Global()
@Module({})
export class DatabaseModule {
  constructor(dataSource: DataSource, health: HealthService) {
    health.register('database', async () => {
      const before = performance.now();
      await dataSource.query('SELECT 1');
      return {
        status: 'up',
        critical: true,
        latencyMs: Math.round((performance.now() - before) * 100) / 100,
      };
    });
  }

  static with(url: string, poolSize: number): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRoot({
          ...dataSourceOptions(url, poolSize),
          autoLoadEntities: true,
          retryAttempts: 3,
          retryDelay: 500,
        }),
      ],
      providers: [
        { provide: DatabaseAddress, useValue: new DatabaseAddress(url) },
        ...databaseMetricProviders,
        ...postgresMetricProviders,
      ],
      exports: [DatabaseAddress],
    };
  }
}
