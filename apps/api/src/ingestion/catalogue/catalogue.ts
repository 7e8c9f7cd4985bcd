import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { events } from '../../events.js';
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
}

interface Loaded {
  movies: readonly CatalogueMovie[];
  revision: number;
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

  constructor(
    private readonly repository: CatalogueRepository,
    private readonly logger: Logger,
  ) {}

  /**
   * Every film by id: the same array for as long as nothing changed.
   * A new film or an import shows at once; what single ratings change, within some seconds.
   */
  async all(): Promise<readonly CatalogueMovie[]> {
    if (!this.loaded) return (await this.load()).movies;
    this.refreshInBackground(this.loaded);
    return this.loaded.movies;
  }

  /** Has the next caller wait for what the database says now. */
  @OnEvent(events.ratingsImported)
  invalidate(): void {
    this.loaded = null;
    this.loading = null;
  }

  private refreshInBackground({ revision, atMs, tookMs }: Loaded): void {
    const now = performance.now();
    if (this.loading || now - this.checkedAtMs < checkEveryMs) return;
    if (now - atMs < Math.max(refreshEveryMs, tookMs * restPerWork)) return;
    this.checkedAtMs = now;
    this.repository
      .revision()
      .then((current) => (current === revision ? undefined : this.load()))
      .catch((error: unknown) =>
        this.logger.warn({
          event: 'catalogue.refresh-failed',
          message: 'The catalogue could not be read again; the one before stays in use.',
          err: error,
        }),
      );
  }

  private load(): Promise<Loaded> {
    if (this.loading) return this.loading;
    const loading = this.read().then(
      (loaded) => {
        // Invalidated while it was read: whoever waits gets it, but it is not kept.
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
    const revision = await this.repository.revision();
    const movies = await this.repository.all();
    const atMs = performance.now();
    return { movies, revision, atMs, tookMs: atMs - startedAt };
  }
}
