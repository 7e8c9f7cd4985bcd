import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { defaultPolicy, type PolicySettings } from './policy.js';

/** The rules, and what was done by them last. */
export interface PolicyState {
  settings: PolicySettings;
  alerting: boolean;
  retrainedAt: Date | null;
  rolledBackAt: Date | null;
  updatedAt: Date;
}

@Injectable()
export class PolicyRepository {
  constructor(private readonly dataSource: DataSource) {}

  async get(): Promise<PolicyState> {
    const rows = await this.dataSource.query<
      (Omit<PolicyState, 'settings'> & { settings: Partial<PolicySettings> })[]
    >(
      `SELECT settings, alerting, retrained_at AS "retrainedAt", rolled_back_at AS "rolledBackAt", updated_at AS "updatedAt"
       FROM drift_policy`,
    );
    return { ...rows[0], settings: { ...defaultPolicy, ...rows[0].settings } };
  }

  /** Only what departs from the defaults is kept, so that better defaults reach those who changed something else. */
  async change(settings: PolicySettings): Promise<void> {
    const own = Object.entries(settings).filter(
      ([name, value]) => defaultPolicy[name as keyof PolicySettings] !== value,
    );
    await this.dataSource.query('UPDATE drift_policy SET settings = $1, updated_at = now()', [
      JSON.stringify(Object.fromEntries(own)),
    ]);
  }

  async setAlerting(alerting: boolean): Promise<void> {
    await this.dataSource.query('UPDATE drift_policy SET alerting = $1', [alerting]);
  }

  async noteRetrain(): Promise<void> {
    await this.dataSource.query('UPDATE drift_policy SET retrained_at = now()');
  }

  async noteRollback(): Promise<void> {
    await this.dataSource.query('UPDATE drift_policy SET rolled_back_at = now()');
  }
}
