import { halvesOf, microsAt, type RatingBlock } from './rating-block.js';
import { RatingFile } from './rating-file.js';
import { readRows } from './load-snapshot.js';
import type { SnapshotMovie } from './read-records.js';
import type { TellProgress } from './take-snapshot.js';

/** How many examples of each kind of difference are given. */
export const sampleSize = 10;

/** What two things of the same kind differ by; samples are the first in the order of ids. */
export interface Difference<Id, Change> {
  added: number;
  removed: number;
  changed: number;
  addedSample: Id[];
  removedSample: Id[];
  changedSample: Change[];
}

export interface RatingSample {
  userId: number;
  movieId: number;
  rating: number;
  ratedAt: string;
}

export interface RatingChange {
  userId: number;
  movieId: number;
  before: { rating: number; ratedAt: string };
  after: { rating: number; ratedAt: string };
}

export interface MovieSample {
  id: number;
  title: string;
  year: number | null;
  genres: string[];
}

export interface MovieChange {
  before: MovieSample;
  after: MovieSample;
}

/** What is in `after` and not in `before`, or otherwise than there. People are those who have rated. */
export interface SnapshotDiff {
  /** `changed`: people of both whose ratings differ. */
  users: Difference<number, number>;
  movies: Difference<MovieSample, MovieChange>;
  ratings: Difference<RatingSample, RatingChange> & {
    /** Of `changed`: those with another rating; the others only have another time. */
    changedValue: number;
  };
}

export interface DiffPaths {
  ratings: string;
  movies: string;
}

/** Compares two snapshots by merging their sorted files; memory does not grow with them. */
export async function diffSnapshots(
  before: DiffPaths,
  after: DiffPaths,
  tell: TellProgress,
): Promise<SnapshotDiff> {
  const ratings = await diffRatings(before.ratings, after.ratings, tell);
  return { ...ratings, movies: await diffMovies(before.movies, after.movies) };
}

/** Walks along the rows of a sorted file. */
class RatingCursor {
  private block: RatingBlock | null = null;
  private halves: Int32Array = new Int32Array(0);
  private row = 0;
  /** Infinity at the end. */
  user = Infinity;
  movie = Infinity;

  constructor(private readonly file: RatingFile) {}

  /** Goes to the next row that is not in memory yet. */
  async load(): Promise<void> {
    this.block = await this.file.next();
    this.row = 0;
    if (!this.block) {
      this.user = Infinity;
      this.movie = Infinity;
      return;
    }
    this.halves = halvesOf(this.block.times);
    this.look();
  }

  /** @returns false when the next row has to be loaded */
  next(): boolean {
    this.row++;
    if (!this.block || this.row >= this.block.users.length) return false;
    this.look();
    return true;
  }

  get rating(): number {
    return this.block!.ratings[this.row];
  }

  sameAs(other: RatingCursor): boolean {
    return (
      this.rating === other.rating &&
      this.halves[2 * this.row] === other.halves[2 * other.row] &&
      this.halves[2 * this.row + 1] === other.halves[2 * other.row + 1]
    );
  }

  value(): { rating: number; ratedAt: string } {
    const ratedAt = new Date(Math.floor(microsAt(this.halves, this.row) / 1000)).toISOString();
    return { rating: this.rating, ratedAt };
  }

  sample(): RatingSample {
    return { userId: this.user, movieId: this.movie, ...this.value() };
  }

  private look(): void {
    this.user = this.block!.users[this.row];
    this.movie = this.block!.movies[this.row];
  }
}

/** Collects what a merge finds. */
class Found<Id, Change> implements Difference<Id, Change> {
  added = 0;
  removed = 0;
  changed = 0;
  readonly addedSample: Id[] = [];
  readonly removedSample: Id[] = [];
  readonly changedSample: Change[] = [];

  add(sample: () => Id): void {
    if (this.added++ < sampleSize) this.addedSample.push(sample());
  }
  remove(sample: () => Id): void {
    if (this.removed++ < sampleSize) this.removedSample.push(sample());
  }
  change(sample: () => Change): void {
    if (this.changed++ < sampleSize) this.changedSample.push(sample());
  }
}

async function diffRatings(
  beforePath: string,
  afterPath: string,
  tell: TellProgress,
): Promise<Pick<SnapshotDiff, 'users' | 'ratings'>> {
  const files = await Promise.all([RatingFile.open(beforePath), RatingFile.open(afterPath)]);
  try {
    const [before, after] = files.map((file) => new RatingCursor(file));
    const merge = new RatingMerge(before, after);
    const total = files[0].rowCount + files[1].rowCount;
    await Promise.all([before.load(), after.load()]);
    while (before.user !== Infinity || after.user !== Infinity) {
      const { beforeEnded, afterEnded } = merge.run();
      if (beforeEnded) await before.load();
      if (afterEnded) await after.load();
      tell('comparing the ratings', merge.rows, total);
    }
    return merge.finish();
  } finally {
    await Promise.all(files.map((file) => file.close()));
  }
}

class RatingMerge {
  private readonly ratings = new Found<RatingSample, RatingChange>();
  private readonly users = new Found<number, number>();
  private changedValue = 0;
  private user = -1;
  private inBefore = false;
  private inAfter = false;
  private differs = false;
  rows = 0;

  constructor(
    private readonly before: RatingCursor,
    private readonly after: RatingCursor,
  ) {}

  /** Goes on until one of the two has to load more. */
  run(): { beforeEnded: boolean; afterEnded: boolean } {
    const { before, after } = this;
    for (;;) {
      const order = before.user - after.user || before.movie - after.movie || 0;
      this.visit(order, Math.min(before.user, after.user));
      const beforeEnded = order <= 0 && !before.next();
      const afterEnded = order >= 0 && !after.next();
      this.rows += order === 0 ? 2 : 1;
      if (beforeEnded || afterEnded) return { beforeEnded, afterEnded };
    }
  }

  finish(): Pick<SnapshotDiff, 'users' | 'ratings'> {
    this.leaveUser();
    return { users: this.users, ratings: Object.assign(this.ratings, { changedValue: this.changedValue }) };
  }

  private visit(order: number, user: number): void {
    if (user !== this.user) {
      this.leaveUser();
      this.user = user;
    }
    const { before, after } = this;
    if (order <= 0) this.inBefore = true;
    if (order >= 0) this.inAfter = true;
    if (order === 0 && before.sameAs(after)) return;
    this.differs = true;
    if (order < 0) this.ratings.remove(() => before.sample());
    else if (order > 0) this.ratings.add(() => after.sample());
    else {
      if (before.rating !== after.rating) this.changedValue++;
      this.ratings.change(() => ({
        userId: before.user,
        movieId: before.movie,
        before: before.value(),
        after: after.value(),
      }));
    }
  }

  private leaveUser(): void {
    const { user } = this;
    if (this.inBefore && this.inAfter && this.differs) this.users.change(() => user);
    else if (this.inAfter && !this.inBefore) this.users.add(() => user);
    else if (this.inBefore && !this.inAfter) this.users.remove(() => user);
    this.inBefore = this.inAfter = this.differs = false;
  }
}

/** Films are some ten thousands: those of one side are held in memory. */
async function diffMovies(beforePath: string, afterPath: string): Promise<SnapshotDiff['movies']> {
  const known = new Map<number, SnapshotMovie>();
  for await (const movies of readRows<SnapshotMovie>(beforePath)) {
    for (const movie of movies) known.set(movie.id, movie);
  }
  const found = new Found<MovieSample, MovieChange>();
  for await (const movies of readRows<SnapshotMovie>(afterPath)) {
    for (const movie of movies) {
      const earlier = known.get(movie.id);
      known.delete(movie.id);
      if (!earlier) found.add(() => toSample(movie));
      else if (fields(earlier) !== fields(movie))
        found.change(() => ({ before: toSample(earlier), after: toSample(movie) }));
    }
  }
  for (const movie of known.values()) found.remove(() => toSample(movie));
  return found;
}

function fields({ title, year, genres, imdb_id, tmdb_id }: SnapshotMovie): string {
  return JSON.stringify([title, year ?? null, genres, imdb_id ?? null, tmdb_id ?? null]);
}

function toSample({ id, title, year, genres }: SnapshotMovie): MovieSample {
  return { id, title, year: year ?? null, genres };
}
