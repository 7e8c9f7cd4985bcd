import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nextFreeId } from '../next-free-id.js';

export interface UserSummary {
  id: number;
  ratingCount: number;
  averageRating: number | null;
  firstRatedAt: string | null;
  lastRatedAt: string | null;
}

interface UserRow {
  id: number;
  rating_count: number | null;
  rating_sum: number;
  first_rated_at: Date | null;
  last_rated_at: Date | null;
}

const selectUsers = `
  SELECT id, s.rating_count, s.rating_sum, s.first_rated_at, s.last_rated_at
  FROM users LEFT JOIN user_stats s ON s.user_id = id`;

function toSummary(row: UserRow): UserSummary {
  return {
    id: row.id,
    ratingCount: row.rating_count ?? 0,
    averageRating: row.rating_count ? row.rating_sum / row.rating_count : null,
    firstRatedAt: row.first_rated_at?.toISOString() ?? null,
    lastRatedAt: row.last_rated_at?.toISOString() ?? null,
  };
}

@Injectable()
export class UsersRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** By id, from the one after `afterId`; `digits` begin the id. */
  async list(limit: number, afterId: number, digits: string): Promise<UserSummary[]> {
    const rows = await this.dataSource.query<UserRow[]>(
      `${selectUsers} WHERE id > $1 AND ($2 = '' OR starts_with(id::text, $2)) ORDER BY id LIMIT $3`,
      [afterId, digits, limit],
    );
    return rows.map(toSummary);
  }

  async find(id: number): Promise<UserSummary | null> {
    const rows = await this.dataSource.query<UserRow[]>(`${selectUsers} WHERE id = $1`, [id]);
    return rows[0] ? toSummary(rows[0]) : null;
  }

  /** @returns the id of somebody new */
  async create(): Promise<number> {
    for (;;) {
      const id = await nextFreeId(this.dataSource.manager, 'users');
      const created = await this.dataSource.query<unknown[]>(
        'INSERT INTO users (id) VALUES ($1) ON CONFLICT DO NOTHING RETURNING id',
        [id],
      );
      // Somebody else may have taken it in between.
      if (created.length > 0) return id;
    }
  }
}
