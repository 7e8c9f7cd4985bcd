/** A rating as it is written. */
export interface RatingRow {
  userId: number;
  movieId: number;
  rating: number;
  /** null: now, for a pair that is new or whose rating changes. */
  ratedAt: Date | null;
}

/** A rating as the API shows it. */
export interface RatingView {
  userId: number;
  movieId: number;
  rating: number;
  /** RFC 3339, UTC. */
  ratedAt: string;
}

export interface WriteCounts {
  inserted: number;
  updated: number;
  unchanged: number;
}

export interface RejectedRating {
  /** Its place in the batch, from 0. */
  index: number;
  reason: string;
}

export interface BatchResult extends WriteCounts {
  rejected: RejectedRating[];
}
