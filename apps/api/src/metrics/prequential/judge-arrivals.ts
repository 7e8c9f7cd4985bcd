import { rankForUser, type ItemRating, type RankingCatalogue } from '@marquee/recommender';
import type { UserRating } from '../../ingestion/index.js';
import type { Champion } from '../../prediction/index.js';
import type { Arrival } from './arrival-queue.js';

/** What a model is while it is judged: it serves, it might, or it served before. */
export const roles = ['champion', 'challenger', 'previous'] as const;
export type Role = (typeof roles)[number];

export const userCohorts = ['cold', 'medium', 'heavy'] as const;
export const filmCohorts = ['head', 'tail'] as const;
export type UserCohort = (typeof userCohorts)[number];
export type FilmCohort = (typeof filmCohorts)[number];

/** A model in a role, and the catalogue by which it makes lists; null: it makes none. */
export interface JudgedModel {
  readonly role: Role;
  readonly loaded: Champion;
  readonly ranking: RankingCatalogue | null;
}

/** What a model would have said of a rating just before it came. */
export interface Judgement {
  arrivedAt: Date;
  userId: number;
  movieId: number;
  role: Role;
  modelVersion: number;
  rating: number;
  ratedAt: Date;
  /** null: the model orders films and predicts no ratings. */
  predicted: number | null;
  /** null: no list was made, because the film was not liked or nothing was known of the person. */
  listed: boolean | null;
  userCohort: UserCohort;
  filmCohort: FilmCohort;
}

/** From so many stars on a film was liked: it should have been in the list. */
export const likedFrom = 4;
/** Places of the list. */
export const listLength = 10;
const [coldBelow, heavyFrom] = [20, 100];

/**
 * Judges one person's arrivals of one moment by every model. What the models see of the person is exactly what they had
 * rated before that moment: neither these ratings nor later ones. A model that was made after the ratings were written
 * may have learnt them, and is not asked.
 *
 * @param arrivals  of one person, all with the same `ratedAt`
 * @param history  all that the person has rated, whenever
 * @param head  the films that hold most ratings
 */
export function judgeArrivals(
  arrivals: readonly Arrival[],
  history: readonly UserRating[],
  models: readonly JudgedModel[],
  head: ReadonlySet<number>,
): Judgement[] {
  const moment = arrivals[0].ratedAt.getTime();
  const before = history
    .filter(({ ratedAt }) => ratedAt.getTime() < moment)
    .map(({ movieId, rating }) => ({ itemId: movieId, rating }));
  const userCohort = cohortOf(before.length);
  return models.flatMap((judged) => {
    const { version, model } = judged.loaded;
    const unseen = arrivals.filter(({ arrivedAt }) => arrivedAt.getTime() > Date.parse(version.createdAt));
    if (unseen.length === 0) return [];
    const scorer = model.foldIn(before);
    const liked = unseen.some(({ rating }) => rating >= likedFrom);
    const list = liked ? listFor(judged, before, scorer) : null;
    return unseen.map(({ arrivedAt, userId, movieId, rating, ratedAt }) => ({
      arrivedAt,
      userId,
      movieId,
      role: judged.role,
      modelVersion: version.version,
      rating,
      ratedAt,
      predicted: model.output === 'rating' ? scorer.predict(movieId) : null,
      listed: list && rating >= likedFrom ? list.has(movieId) : null,
      userCohort,
      filmCohort: head.has(movieId) ? 'head' : 'tail',
    }));
  });
}

/** Arrivals of the same person and moment together, in the order in which they first appear. */
export function groupArrivals(arrivals: readonly Arrival[]): Arrival[][] {
  const groups = new Map<string, Arrival[]>();
  for (const arrival of arrivals) {
    const key = `${arrival.userId}/${arrival.ratedAt.getTime()}`;
    const group = groups.get(key);
    if (group) group.push(arrival);
    else groups.set(key, [arrival]);
  }
  return [...groups.values()];
}

/** The fewest films that hold `share` of all ratings. */
export function headOf(movies: readonly { id: number; ratingCount: number }[], share = 0.8): Set<number> {
  const total = movies.reduce((sum, { ratingCount }) => sum + ratingCount, 0);
  const head = new Set<number>();
  let held = 0;
  for (const { id, ratingCount } of [...movies].sort(
    (a, b) => b.ratingCount - a.ratingCount || a.id - b.id,
  )) {
    if (held >= share * total) break;
    head.add(id);
    held += ratingCount;
  }
  return head;
}

function cohortOf(ratings: number): UserCohort {
  if (ratings < coldBelow) return 'cold';
  return ratings < heavyFrom ? 'medium' : 'heavy';
}

/** The films of the list that would have been served; null where the model makes none for this person. */
function listFor(
  { loaded, ranking }: JudgedModel,
  history: readonly ItemRating[],
  scorer: ReturnType<Champion['model']['foldIn']>,
): Set<number> | null {
  const { model, neighbours, itemsInNeighbourOrder } = loaded;
  if (!ranking || !neighbours || !history.some(({ itemId }) => neighbours.items.has(itemId))) return null;
  const items = rankForUser(ranking, {
    history,
    scorer,
    output: model.output,
    scorerItems: itemsInNeighbourOrder ? undefined : model.items,
    exclude: new Set(history.map(({ itemId }) => itemId)),
    count: listLength,
  });
  return new Set(items.map(({ itemId }) => itemId));
}
