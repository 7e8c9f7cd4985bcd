/** A stretch of time, from (included) to (not included). */
export interface Span {
  from: Date;
  to: Date;
}

/** Ratings of a window, or an even sample of them, a column each, with what is known of the people who gave them. */
export interface WindowSample {
  /** All ratings of the window, sampled or not. */
  total: number;
  userIds: number[];
  movieIds: number[];
  ratings: number[];
  /** Unix seconds. */
  times: number[];
  /** Ratings that the person has by now, and when they gave the first, in Unix seconds. */
  userRatings: number[];
  userSince: number[];
  /** How many ratings somebody gave on a day on which they gave any. */
  ratingsPerUserDay: number[];
  /** What the champion would have said of some of these ratings just before each was given. */
  predicted: number[];
}

/** @returns different people in the sample */
export function peopleIn({ userIds }: Pick<WindowSample, 'userIds'>): number {
  return new Set(userIds).size;
}
