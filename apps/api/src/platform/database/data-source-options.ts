import { migrations } from '@marquee/migrations';
import type { DataSourceOptions } from 'typeorm';

/** One way to reach the database, whoever asks: the API, a command or a test. The schema comes from migrations alone. */
export function dataSourceOptions(url: string, poolSize: number): DataSourceOptions {
  return {
    type: 'postgres',
    url,
    poolSize,
    migrations,
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    applicationName: 'marquee',
    connectTimeoutMS: 5_000,
    extra: { keepAlive: true },
  };
}
