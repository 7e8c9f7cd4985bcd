import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { nextFreeId } from '../next-free-id.js';

export interface UserSummary {
  id: number;
  /** The id in the source that the user came from; the decimal of `id` where that has no other. */
  externalId: string;
  ratingCount: number;
  averageRating: number | null;
  firstRatedAt: string | null;
  lastRatedAt: string | null;
}

interface UserRow {
  id: number;
  external_id: string | null;
  rating_count: number | null;
  rating_sum: number;
  first_rated_at: Date | null;
  last_rated_at: Date | null;
}

const selectUsers = `
  SELECT id, external_id, s.rating_count, s.rating_sum, s.first_rated_at, s.last_rated_at
  FROM users LEFT JOIN user_stats s ON s.user_id = id`;

function toSummary(row: UserRow): UserSummary {
  return {
    id: row.id,
    externalId: row.external_id ?? String(row.id),
    ratingCount: row.rating_count ?? 0,
    averageRating: row.rating_count ? row.rating_sum / row.rating_count : null,
    firstRatedAt: row.first_rated_at?.toISOString() ?? null,
    lastRatedAt: row.last_rated_at?.toISOString() ?? null,
  };
}

@Injectable()
export class UsersRepository {
  constructor(private readonly dataSource: DataSource) {}

  /** By id, from the one after `afterId`; `text` begins the id or the external id. */
  async list(limit: number, afterId: number, text: string): Promise<UserSummary[]> {
    const rows = await this.dataSource.query<UserRow[]>(
      `${selectUsers} WHERE id > $1 AND ($2 = '' OR starts_with(id::text, $2) OR starts_with(external_id, $2))
       ORDER BY id LIMIT $3`,
      [afterId, text, limit],
    );
    return rows.map(toSummary);
  }

  /** The user with this external id, which the decimal of an id is where the user has no other. */
  async findExternal(externalId: string): Promise<UserSummary | null> {
    const number = /^[1-9]\d{0,9}$/.test(externalId) ? Number(externalId) : null;
    const rows = await this.dataSource.query<UserRow[]>(
      `${selectUsers} WHERE external_id = $1 OR (id = $2::bigint AND external_id IS NULL)
       ORDER BY external_id NULLS LAST`,
      [externalId, number],
    );
    return rows[0] ? toSummary(rows[0]) : null;
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
