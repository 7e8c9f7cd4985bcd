import { Injectable } from '@nestjs/common';
import { toPage, type Page } from '../../platform/http/paging.js';
import { Catalogue, type CatalogueMovie } from '../catalogue/catalogue.js';
import { largestId } from '../field-rules.js';
import { UserNotFoundError } from '../ingestion.errors.js';
import { decodeIntegers } from '../integer-cursor.js';
import type { RatingView } from '../ratings/rating.js';
import { RatingsReader } from '../ratings/ratings-reader.js';
import { RatingsService } from '../ratings/ratings.service.js';
import { favouriteGenres, type GenreTaste } from './favourite-genres.js';
import { UsersRepository, type UserSummary } from './users.repository.js';

export interface UserDetails extends UserSummary {
  favouriteGenres: GenreTaste[];
}

export interface RatedMovie extends RatingView {
  movie: CatalogueMovie;
}

/** People and what they have rated. */
@Injectable()
export class UsersService {
  constructor(
    private readonly repository: UsersRepository,
    private readonly reader: RatingsReader,
    private readonly ratings: RatingsService,
    private readonly catalogue: Catalogue,
  ) {}

  /** @param q  what the id or the external id begins with */
  async list(limit: number, cursor?: string, q = ''): Promise<Page<ListedUser>> {
    const after = cursor === undefined ? 0 : decodeIntegers(cursor, [largestId])[0];
    const page = toPage(await this.repository.list(limit + 1, after, q.trim()), limit, (last) => [last.id]);
    return { items: page.items.map(toListed), nextCursor: page.nextCursor };
  }

  /** The user with this external id: one, or none. */
  async withExternalId(externalId: string): Promise<Page<ListedUser>> {
    const user = await this.repository.findExternal(externalId);
    return { items: user ? [toListed(user)] : [], nextCursor: null };
  }

  /** @throws UserNotFoundError when they were neither created nor have rated anything */
  async details(id: number): Promise<UserDetails> {
    const [user, history, movies] = await Promise.all([
      this.repository.find(id),
      this.reader.history(id),
      this.catalogue.byId(),
    ]);
    if (!user) throw new UserNotFoundError(id);
    const rated = history.map(({ movieId, rating }) => ({
      rating,
      genres: movies.get(movieId)?.genres ?? [],
    }));
    return { ...user, favouriteGenres: favouriteGenres(rated) };
  }

  create(): Promise<number> {
    return this.repository.create();
  }

  /** Newest first, with their films; nothing for somebody unknown. */
  async ratingsOf(id: number, limit: number, cursor?: string): Promise<Page<RatedMovie>> {
    const [page, movies] = await Promise.all([
      this.ratings.newestOf(id, limit, cursor),
      this.catalogue.byId(),
    ]);
    const items = page.items.map((rating) => ({
      ...rating,
      movie: movies.get(rating.movieId) ?? unlisted(rating.movieId),
    }));
    return { items, nextCursor: page.nextCursor };
  }
}

export type ListedUser = Omit<UserSummary, 'firstRatedAt'>;

function toListed({ id, externalId, ratingCount, averageRating, lastRatedAt }: UserSummary): ListedUser {
  return { id, externalId, ratingCount, averageRating, lastRatedAt };
}

/** A file can have ratings of films that it does not name. */
function unlisted(id: number): CatalogueMovie {
  return {
    id,
    title: `Film ${id}`,
    year: null,
    genres: [],
    imdbId: null,
    tmdbId: null,
    ratingCount: 0,
    averageRating: null,
    externalId: String(id),
  };
}
