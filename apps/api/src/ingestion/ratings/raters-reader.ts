import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Ratings as columns of equal length, by user. */
export interface RatersColumns {
  users: Int32Array;
  items: Int32Array;
  values: Float32Array;
}

interface PackedUser {
  user_id: number;
  /** 8 bytes a rating, big-endian: movie id (int32), rating (float32). */
  packed: Buffer;
}

const bytesPerRating = 8;

/** Reads what the people who rated a film have rated altogether. */
@Injectable()
export class RatersReader {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * All ratings of everybody who rated the film, as of now; empty columns when nobody has.
   *
   * @param most  ratings; null when there are more
   */
  async ratingsOfRaters(movieId: number, most: number): Promise<RatersColumns | null> {
    const [{ count }] = await this.dataSource.query<[{ count: string }]>(
      `SELECT coalesce(sum(rating_count), 0) AS count
       FROM user_stats WHERE user_id IN (SELECT user_id FROM ratings WHERE movie_id = $1)`,
      [movieId],
    );
    if (Number(count) > most) return null;
    const rows = await this.dataSource.query<PackedUser[]>(
      `SELECT user_id, string_agg(int4send(movie_id) || float4send(rating), '' ORDER BY movie_id) AS packed
       FROM ratings WHERE user_id IN (SELECT user_id FROM ratings WHERE movie_id = $1)
       GROUP BY user_id ORDER BY user_id`,
      [movieId],
    );
    return unpack(rows);
  }
}

function unpack(rows: readonly PackedUser[]): RatersColumns {
  const count = rows.reduce((sum, { packed }) => sum + packed.length / bytesPerRating, 0);
  const columns = {
    users: new Int32Array(count),
    items: new Int32Array(count),
    values: new Float32Array(count),
  };
  let at = 0;
  for (const { user_id: user, packed } of rows) {
    for (let offset = 0; offset < packed.length; offset += bytesPerRating) {
      columns.users[at] = user;
      columns.items[at] = packed.readInt32BE(offset);
      columns.values[at] = packed.readFloatBE(offset + 4);
      at += 1;
    }
  }
  return columns;
}
