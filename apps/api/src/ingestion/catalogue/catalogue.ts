import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { events, type RatingChanged } from '../../events.js';
import { Logger } from '../../platform/telemetry/logger.js';
import { CatalogueRepository } from './catalogue.repository.js';

export interface CatalogueMovie {
  id: number;
  title: string;
  year: number | null;
  genres: string[];
  imdbId: string | null;
  tmdbId: number | null;
  ratingCount: number;
  /** null: nobody has rated it. */
  averageRating: number | null;
  /** The id in the source that it came from; the decimal of `id` where that has no other. */
  externalId?: string;
}

interface Loaded {
  movies: readonly CatalogueMovie[];
  revisions: { any: number; movies: number };
  atMs: number;
  tookMs: number;
}

const checkEveryMs = 1_000;
const refreshEveryMs = 5_000;
/** A catalogue that takes long to read is read less often: at most a hundredth of the time goes into it. */
const restPerWork = 100;

/** All films in memory, with their rating counts and means. */
@Injectable()
export class Catalogue {
  private loaded: Loaded | null = null;
  private loading: Promise<Loaded> | null = null;
  private checkedAtMs = -Infinity;
  private suspect = false;
  /** Whoever asks meanwhile waits for the changes that are being read, whoever began to. */
  private following: Promise<void> | null = null;
  /** Films that somebody has rated in this process since their numbers were read. */
  private readonly rated = new Set<number>();
  private indexed: { movies: readonly CatalogueMovie[]; byId: Map<number, CatalogueMovie> } | null = null;

  constructor(
    private readonly repository: CatalogueRepository,
    private readonly logger: Logger,
  ) {}

  /**
   * Every film by id: the same array for as long as nothing changed.
   * A film that this process added or imported shows at once, and so do the numbers of one that was rated here by
   * itself; what other ratings change, within some seconds.
   */
  async all(): Promise<readonly CatalogueMovie[]> {
    const { loaded } = this;
    if (!loaded) return (await this.load()).movies;
    if (this.suspect || this.rated.size > 0) this.following = this.follow(this.following);
    if (this.following) await this.following;
    this.refreshInBackground(this.loaded ?? loaded);
    return (this.loaded ?? loaded).movies;
  }

  /** The films of `all()` by id. */
  async byId(): Promise<ReadonlyMap<number, CatalogueMovie>> {
    const movies = await this.all();
    if (this.indexed?.movies !== movies) {
      this.indexed = { movies, byId: new Map(movies.map((movie) => [movie.id, movie])) };
    }
    return this.indexed.byId;
  }

  /** Tags of the films that have any, by film id; read anew each time. */
  tags(): Promise<ReadonlyMap<number, readonly string[]>> {
    return this.repository.tags();
  }

  /** Has the next caller look first whether there are other films now. */
  @OnEvent(events.ratingsImported)
  suspectChange(): void {
    this.suspect = true;
  }

  /** Has the next caller see the numbers of the film with this rating. */
  @OnEvent(events.ratingChanged)
  noteRating({ movieId }: Pick<RatingChanged, 'movieId'>): void {
    this.rated.add(movieId);
  }

  /** Reads what has changed in this process, after what is being read already. */
  private follow(before: Promise<void> | null): Promise<void> {
    const following = (async () => {
      await before?.catch(() => undefined);
      if (this.suspect) await this.followFilms();
      if (this.rated.size > 0) await this.followRatings();
    })().finally(() => {
      if (this.following === following) this.following = null;
    });
    return following;
  }

  /** Reads everything anew where films were added or changed. */
  private async followFilms(): Promise<void> {
    this.suspect = false;
    try {
      const { movies } = await this.repository.revisions();
      if (movies === this.loaded?.revisions.movies) return;
      this.loading = null;
      await this.load();
    } catch (error) {
      this.suspect = true;
      throw error;
    }
  }

  /** Reads the films that were rated, and no others, into a copy of the catalogue. */
  private async followRatings(): Promise<void> {
    const ids = [...this.rated];
    this.rated.clear();
    try {
      const current = new Map((await this.repository.findMany(ids)).map((movie) => [movie.id, movie]));
      const { loaded } = this;
      if (!loaded) return;
      const movies = loaded.movies.map((movie) => {
        const read = current.get(movie.id);
        // The genres stay the same list: who keeps something by film sees that only numbers changed.
        return read ? { ...read, genres: movie.genres } : movie;
      });
      this.loaded = { ...loaded, movies };
    } catch (error) {
      ids.forEach((id) => this.rated.add(id));
      this.logger.warn({
        event: 'catalogue.refresh-failed',
        message: 'The films rated a moment ago could not be read; their numbers before stay in use.',
        err: error,
      });
    }
  }

  private refreshInBackground(loaded: Loaded): void {
    const now = performance.now();
    if (this.loading || now - this.checkedAtMs < checkEveryMs) return;
    this.checkedAtMs = now;
    this.refresh(loaded, now).catch((error: unknown) =>
      this.logger.warn({
        event: 'catalogue.refresh-failed',
        message: 'The catalogue could not be read again; the one before stays in use.',
        err: error,
      }),
    );
  }

  private async refresh({ revisions, atMs, tookMs }: Loaded, nowMs: number): Promise<void> {
    const current = await this.repository.revisions();
    const rested = nowMs - atMs >= Math.max(refreshEveryMs, tookMs * restPerWork);
    if (current.movies !== revisions.movies || (rested && current.any !== revisions.any)) await this.load();
  }

  private load(): Promise<Loaded> {
    if (this.loading) return this.loading;
    const loading = this.read().then(
      (loaded) => {
        // Films changed while it was read: whoever waits gets it, but it is not kept.
        if (this.loading === loading) {
          this.loaded = loaded;
          this.loading = null;
        }
        return loaded;
      },
      (error: unknown) => {
        if (this.loading === loading) this.loading = null;
        throw error;
      },
    );
    this.loading = loading;
    return loading;
  }

  private async read(): Promise<Loaded> {
    const startedAt = performance.now();
    // The revision first: a change in between is read again rather than missed.
    const revisions = await this.repository.revisions();
    const movies = await this.repository.all();
    const atMs = performance.now();
    return { movies, revisions, atMs, tookMs: atMs - startedAt };
  }
}
