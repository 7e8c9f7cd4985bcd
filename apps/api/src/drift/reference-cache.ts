import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { WindowSample } from './window-sample.js';

/** References kept at the most: those of the last champions. */
const kept = 8;

/** What the data behind a champion look like, in the database: 20 million ratings are read once, not for every report. */
@Injectable()
export class ReferenceCache {
  constructor(private readonly dataSource: DataSource) {}

  async get(key: string, make: () => Promise<WindowSample>): Promise<WindowSample> {
    const rows = await this.dataSource.query<{ profile: WindowSample }[]>(
      'SELECT profile FROM drift_references WHERE key = $1',
      [key],
    );
    if (rows[0]) return rows[0].profile;
    const made = await make();
    await this.dataSource.query(
      'INSERT INTO drift_references (key, profile) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [key, JSON.stringify(made)],
    );
    await this.dataSource.query(
      'DELETE FROM drift_references WHERE key NOT IN (SELECT key FROM drift_references ORDER BY created_at DESC LIMIT $1)',
      [kept],
    );
    return made;
  }
}
