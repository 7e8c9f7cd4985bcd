import { genreDistance } from '../evaluation/diversity.js';
import { diversify } from '../ranking/diversify.js';
import { byScore, scoreCatalogue, type CatalogueItem, type ScoredCatalogueItem } from './catalogue.js';

/** Which rule brought an item: one of the wanted genres, or that it is known and liked by most. */
export type ColdStartRule = 'genre' | 'popular';

export interface ColdStartItem {
  readonly itemId: number;
  /** Orders the items of one answer's rule; see `scoreCatalogue`. */
  readonly score: number;
  readonly rule: ColdStartRule;
  /** The wanted genres that the item has, in the order they were wanted; [] under the rule 'popular'. */
  readonly matchedGenres: readonly string[];
}

export interface ColdStartRequest {
  readonly count: number;
  /** Preferred genres, most wanted first; [] for none. */
  readonly genres?: readonly string[];
  readonly exclude?: ReadonlySet<number>;
  /** 0 = by score alone, 1 = as different by genre as can be. */
  readonly diversity?: number;
}

/** How many entries of a ranking are looked at for each place in a diversified list. */
const SHORTLIST_PER_PLACE = 5;
/** What an item gains, in rating units, for having all of the wanted genres rather than none. */
const ALL_GENRES_RATING_UNITS = 1;

/**
 * A list for somebody of whom nothing is known but, perhaps, the genres they like.
 *
 * Without genres: the known and liked (`scoreCatalogue`), re-ranked for diversity. With genres: one ranking for each
 * wanted genre, in which an item gains up to one rating unit for having more of them, but quality decides; their best
 * are taken in turn, so that each genre appears. Should these not suffice, the popular fill up, and say so.
 *
 * @param catalogue  need not be in any order
 */
export function recommendColdStart(
  catalogue: readonly CatalogueItem[],
  request: ColdStartRequest,
): ColdStartItem[] {
  const { count, genres = [], exclude = new Set<number>(), diversity = 0.2 } = request;
  const open = scoreCatalogue(catalogue).filter(({ itemId }) => !exclude.has(itemId));
  const matched = interleaveGenres(open, [...new Set(genres)], count, diversity);
  const taken = new Set(matched.map(({ itemId }) => itemId));
  const rest = open.filter(({ itemId }) => !taken.has(itemId));
  const filling = diversifyByGenre(rest, diversity, count - matched.length).map(({ itemId, score }) => ({
    itemId,
    score,
    rule: 'popular' as const,
    matchedGenres: [],
  }));
  return [...matched, ...filling];
}

/** The best `count` of a ranking by MMR over genres, from a shortlist at its top. */
export function diversifyByGenre<T extends ScoredCatalogueItem>(
  ranked: readonly T[],
  diversity: number,
  count: number,
): T[] {
  const shortlist = ranked.slice(0, Math.max(0, count) * SHORTLIST_PER_PLACE);
  return diversify(shortlist, (a, b) => 1 - genreDistance(a.genres, b.genres), diversity, Math.max(0, count));
}

/** Takes the best of each genre's ranking in turn, no item twice. */
function interleaveGenres(
  open: readonly ScoredCatalogueItem[],
  genres: readonly string[],
  count: number,
  diversity: number,
): ColdStartItem[] {
  const rankings = genres.map((genre) =>
    diversifyByGenre(rankForGenre(open, genre, genres), diversity, count),
  );
  const picked = new Map<number, ColdStartItem>();
  for (let turn = 0; picked.size < count && rankings.some((ranking) => ranking.length > 0); turn++) {
    const ranking = rankings[turn % rankings.length];
    let item = ranking.shift();
    while (item && picked.has(item.itemId)) item = ranking.shift();
    if (!item) continue;
    const { itemId, score, genres: own } = item;
    picked.set(itemId, {
      itemId,
      score,
      rule: 'genre',
      matchedGenres: genres.filter((genre) => own.includes(genre)),
    });
  }
  return [...picked.values()];
}

function rankForGenre(
  open: readonly ScoredCatalogueItem[],
  genre: string,
  wanted: readonly string[],
): ScoredCatalogueItem[] {
  return open
    .filter((item) => item.genres.includes(genre) && item.ratingCount > 0)
    .map((item) => {
      const share = wanted.filter((other) => item.genres.includes(other)).length / wanted.length;
      return { ...item, score: item.score + ALL_GENRES_RATING_UNITS * share };
    })
    .sort(byScore);
}
