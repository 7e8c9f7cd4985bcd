/** Ratings as columns of equal length, by user, then by film: what one row group holds. */
export interface RatingBlock {
  users: Int32Array;
  movies: Int32Array;
  ratings: Float32Array;
  /** Microseconds since 1970. */
  times: BigInt64Array;
}

/** Rows that are encoded, hashed and compared at once: 20 bytes each, and a few times as much while they are encoded. */
export const blockRows = 2 ** 19;

export function allocateBlock(rows: number): RatingBlock {
  return {
    users: new Int32Array(rows),
    movies: new Int32Array(rows),
    ratings: new Float32Array(rows),
    times: new BigInt64Array(rows),
  };
}

export function firstRows({ users, movies, ratings, times }: RatingBlock, rows: number): RatingBlock {
  return {
    users: users.subarray(0, rows),
    movies: movies.subarray(0, rows),
    ratings: ratings.subarray(0, rows),
    times: times.subarray(0, rows),
  };
}

/** The two halves of each of 64-bit numbers: at 2n the lower one, at 2n + 1 the upper. */
export function halvesOf(numbers: BigInt64Array): Int32Array {
  return new Int32Array(numbers.buffer, numbers.byteOffset, numbers.length * 2);
}

/** Exact between the years 1684 and 2255, as a double is; beyond to some microseconds. */
export function microsAt(halves: Int32Array, row: number): number {
  return halves[2 * row + 1] * 2 ** 32 + (halves[2 * row] >>> 0);
}
