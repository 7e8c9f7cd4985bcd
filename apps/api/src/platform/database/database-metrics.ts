import { getToken } from '@willsoto/nestjs-prometheus';
import type pg from 'pg';
import { Gauge, register } from 'prom-client';
import { DataSource } from 'typeorm';

const poolMetric = 'reco_db_pool_connections';

/** Connections of the pool as they are when Prometheus asks. */
export const databaseMetricProviders = [
  {
    provide: getToken(poolMetric),
    inject: [DataSource],
    useFactory: (dataSource: DataSource): Gauge => {
      register.removeSingleMetric(poolMetric);
      return new Gauge({
        name: poolMetric,
        help: 'Connections to PostgreSQL that are busy or idle, and requests that wait for one.',
        labelNames: ['state'],
        collect() {
          const { totalCount, idleCount, waitingCount } = (
            dataSource.driver as unknown as { master: pg.Pool }
          ).master;
          this.set({ state: 'busy' }, totalCount - idleCount);
          this.set({ state: 'idle' }, idleCount);
          this.set({ state: 'waiting' }, waitingCount);
        },
      });
    },
  },
];
