import { seededRandom, type Random } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { events, type RatingsArrived, type RatingsImported } from '../../events.js';
import { Catalogue } from '../catalogue/catalogue.js';
import { NothingToImitateError } from '../ingestion.errors.js';
import { RatingsRepository } from '../ratings/ratings.repository.js';
import { RatingSimulator, type Pair } from './rating-simulator.js';
import { SimulationRepository } from './simulation.repository.js';

export interface SimulationRequest {
  /** Ratings wanted. */
  count: number;
  seed: number;
  /** In stars; see RatingSimulator. */
  shift: number;
}

export interface SimulationResult {
  generated: number;
  inserted: number;
  updated: number;
  seed: number;
  shift: number;
  /** How many people and films the ratings are of. */
  users: number;
  movies: number;
}

/** Rounds of drawing for pairs that nobody has rated; what lacks then are corrections of ratings. */
const rounds = 6;
/** Draws a round for each pair that lacks: where almost all is rated, it ends with fewer. */
const drawsPerPair = 10;

/** Makes up ratings that look like real ones, rated now: for demonstrations and load. */
@Injectable()
export class SimulationService {
  constructor(
    private readonly repository: SimulationRepository,
    private readonly ratings: RatingsRepository,
    private readonly catalogue: Catalogue,
    private readonly emitter: EventEmitter2,
  ) {}

  /**
   * The same on the same data by the same seed; fewer ratings where there are not so many pairs.
   *
   * @throws NothingToImitateError where nobody has rated anything
   */
  async generate({ count, seed, shift }: SimulationRequest): Promise<SimulationResult> {
    const [users, movies] = await Promise.all([this.repository.activeUsers(), this.catalogue.all()]);
    if (users.length === 0 || movies.length === 0) throw new NothingToImitateError();
    const simulator = new RatingSimulator(users, movies, shift);
    const random = seededRandom(seed);
    const pairs = await this.choosePairs(simulator, random, count);
    const now = new Date();
    const rows = pairs.map((pair) => ({
      userId: pair.user.id,
      movieId: pair.movie.id,
      rating: simulator.rate(pair, random),
      ratedAt: now,
    }));
    const { counts, arrived } = await this.ratings.write((manager) =>
      this.ratings.upsert(manager, rows, now),
    );
    const { inserted, updated } = counts;
    this.emitter.emit(events.ratingsImported, { inserted, updated } satisfies RatingsImported);
    const told: RatingsArrived = { total: arrived.length, ratings: arrived, arrivedAt: new Date() };
    this.emitter.emit(events.ratingsArrived, told);
    return {
      generated: rows.length,
      inserted,
      updated,
      seed,
      shift,
      users: new Set(rows.map(({ userId }) => userId)).size,
      movies: new Set(rows.map(({ movieId }) => movieId)).size,
    };
  }

  /** Pairs that are not rated yet; where those run out, some that are. */
  private async choosePairs(simulator: RatingSimulator, random: Random, count: number): Promise<Pair[]> {
    const chosen: Pair[] = [];
    const rated: Pair[] = [];
    const seen = new Set<string>();
    for (let round = 0; round < rounds && chosen.length < count; round += 1) {
      const drawn = drawUnseen(simulator, random, count - chosen.length, seen);
      const known = await this.repository.areRated(
        drawn.map(({ user, movie }) => ({ userId: user.id, movieId: movie.id })),
      );
      drawn.forEach((pair, i) => (known[i] ? rated : chosen).push(pair));
    }
    return [...chosen, ...rated.slice(0, count - chosen.length)];
  }
}

/** Up to `count` pairs that are not in `seen`, which then has them. */
function drawUnseen(simulator: RatingSimulator, random: Random, count: number, seen: Set<string>): Pair[] {
  const pairs: Pair[] = [];
  for (let draws = 0; draws < count * drawsPerPair && pairs.length < count; draws += 1) {
    const pair = simulator.drawPair(random);
    const key = `${pair.user.id}/${pair.movie.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    pairs.push(pair);
  }
  return pairs;
}
