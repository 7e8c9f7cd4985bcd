import { refreshNeighbours, staleNeighbours } from '@marquee/recommender';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { Interval } from '@nestjs/schedule';
import { setTimeout as sleep } from 'node:timers/promises';
import { events, type RatingChanged } from '../events.js';
import { Catalogue, RatersReader, type CatalogueMovie } from '../ingestion/index.js';
import { Logger } from '../platform/telemetry/logger.js';
import { ChampionService } from './champion.service.js';
import { PersonalRanking } from './personal-ranking.js';

/** Of a film whose raters have given more ratings, one more says nothing that can wait no longer than the next training. */
const mostRatings = 150_000;
/** More films than these wait for the next training. */
const mostWaiting = 1_000;
/** A film that took a while is followed by this many times the while of rest: serving comes first. */
const restPerWork = 3;

/**
 * Keeps the neighbours that serve up to date with ratings: of a film that is rated in this process within milliseconds, of
 * those rated elsewhere, imported or rated before the champion was loaded within seconds.
 */
@Injectable()
export class LiveNeighbours implements OnModuleDestroy {
  /** Films whose neighbours are to be looked at. */
  private readonly waiting = new Set<number>();
  private working: Promise<void> | null = null;
  private stopping = false;
  /** What was compared last: nothing has changed while both are the same. */
  private compared: { version: number; movies: readonly CatalogueMovie[] } | null = null;
  /** Films that have too many ratings to be looked at one by one, for the champion compared last. */
  private readonly left = new Set<number>();

  constructor(
    private readonly champions: ChampionService,
    private readonly ranking: PersonalRanking,
    private readonly catalogue: Catalogue,
    private readonly raters: RatersReader,
    private readonly logger: Logger,
  ) {}

  onModuleDestroy(): void {
    this.stopping = true;
  }

  @OnEvent(events.ratingChanged)
  async note({ movieId }: Pick<RatingChanged, 'movieId'>): Promise<void> {
    if (this.waiting.size < mostWaiting) this.waiting.add(movieId);
    await this.work();
  }

  /** Looks for films that other processes, imports or batches have brought ratings for. */
  @Interval(3_000)
  async follow(): Promise<void> {
    const champion = this.champions.current();
    if (!champion?.neighbours || this.working) return;
    const movies = await this.catalogue.all().catch(() => null);
    const { version } = champion.version;
    if (!movies || (this.compared?.version === version && this.compared.movies === movies)) return;
    if (this.compared?.version !== version) this.left.clear();
    this.compared = { version, movies };
    const byId = await this.catalogue.byId();
    const stale = [
      ...staleNeighbours(champion.neighbours, (movieId) => totalsOf(byId.get(movieId))),
      ...movies
        .filter(({ id, ratingCount }) => ratingCount > 1 && !champion.neighbours?.items.has(id))
        .map(({ id }) => id),
    ].filter((movieId) => !this.left.has(movieId));
    for (const movieId of stale.slice(0, mostWaiting - this.waiting.size)) this.waiting.add(movieId);
    await this.work();
  }

  /** Waits until nothing is waiting. */
  async work(): Promise<void> {
    this.working ??= this.workThrough().finally(() => (this.working = null));
    await this.working;
  }

  private async workThrough(): Promise<void> {
    for (const movieId of this.waiting) {
      if (this.stopping) return;
      this.waiting.delete(movieId);
      const startedAt = performance.now();
      try {
        await this.refresh(movieId);
      } catch (error) {
        this.logger.warn({
          event: 'neighbours.refresh-failed',
          message: `The neighbours of film ${movieId} stay as they were until it is rated again or the next training.`,
          err: error,
        });
      }
      if (this.waiting.size > 0) await sleep(restPerWork * (performance.now() - startedAt));
    }
  }

  private async refresh(movieId: number): Promise<void> {
    if (!this.champions.current()?.neighbours?.basis) return;
    const ratings = await this.raters.ratingsOfRaters(movieId, mostRatings);
    if (!ratings) {
      this.left.add(movieId);
      return;
    }
    const ranking = await this.ranking.catalogueOfChampion();
    if (!ranking) return;
    const { neighbours, genres, items = neighbours.items } = ranking;
    const own = items.indexOf(movieId);
    const genreCosine = (otherId: number): number =>
      own < 0 ? 0 : genres.cosine(own, items.indexOf(otherId));
    const refreshed = refreshNeighbours(neighbours, { itemId: movieId, ratings, genreCosine });
    if (refreshed !== neighbours) this.champions.replaceNeighbours(neighbours, refreshed);
  }
}

function totalsOf(movie: CatalogueMovie | undefined): { count: number; sum: number } {
  const count = movie?.ratingCount ?? 0;
  return { count, sum: count * (movie?.averageRating ?? 0) };
}
