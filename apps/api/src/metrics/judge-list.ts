import { intraListDiversity, novelty, popularityBias } from '@marquee/recommender';
import type { JudgedMovie } from './quality.js';

/** How far down a list is judged. */
export const judgedDepth = 10;

export interface ListJudgement {
  diversity: number | null;
  novelty: number | null;
  popularity: number | null;
}

/**
 * Judges the first ten films of one list by what is known of them now: mean genre distance of their pairs, mean
 * −log2(share of people who rated the film) in bits, mean number of ratings.
 */
export function judgeList(
  movieIds: readonly number[],
  byId: ReadonlyMap<number, Pick<JudgedMovie, 'genres' | 'ratingCount'>>,
  userCount: number,
): ListJudgement {
  const lists = [movieIds.slice(0, judgedDepth)].filter((list) => list.length > 0);
  const ratersOf = (id: number): number => byId.get(id)?.ratingCount ?? 0;
  return {
    diversity: intraListDiversity(lists, (id) => byId.get(id)?.genres ?? []),
    novelty: userCount > 0 ? novelty(lists, ratersOf, userCount) : null,
    popularity: popularityBias(lists, ratersOf),
  };
}
