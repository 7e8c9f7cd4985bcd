/** A film as a source describes it. */
export interface MovieRecord {
  id: number;
  /** As the source writes it, with the year: "Toy Story (1995)". */
  title: string;
  year: number | null;
  genres: string[];
}

export interface TagRecord {
  userId: number;
  movieId: number;
  tag: string;
  /** Seconds since 1970. */
  timestamp: number;
}

export interface LinkRecord {
  movieId: number;
  imdbId: string | null;
  tmdbId: number | null;
}

/** Turns the fields of a line into a record. @throws FieldError that says what is wrong with them */
export type RecordReader<T> = (fields: string[]) => T;

/** Why a line is no record. */
export class FieldError extends Error {}
