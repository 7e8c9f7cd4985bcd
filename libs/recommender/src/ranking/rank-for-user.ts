import type { GenreVectors } from '../data/genre-vectors.js';
import type { IdIndex } from '../data/id-index.js';
import type { ItemNeighbours } from '../models/item-neighbours.js';
import type { HistoryContribution, ItemRating, ModelOutput, UserScorer } from '../models/model.js';
import { affinities, liking, type KnownRating } from './affinities.js';
import { genreShares } from './calibration.js';
import {
  defaultPerSource,
  proposeCandidates,
  sourcesOf,
  unionOf,
  type CandidateSource,
} from './candidate-sources.js';
import {
  generateCandidates,
  greatestOf,
  scoreCandidates,
  type CandidateFilter,
  type ScoreKnobs,
  type Signals,
} from './candidates.js';
import { expectedRatings } from './expected-rating.js';
import { explainScores, type ExplainedScore, type ScoringView } from './explain-score.js';
import { likenessWithin } from './likeness.js';
import { withNewItems } from './new-items.js';
import type { ItemPriors } from './priors.js';
import { rerank, type RerankMethod } from './rerank.js';
import { genreTaste } from './taste.js';
import { rankTopN } from './top-n.js';

/** What ranking needs of the catalogue, prepared once; priors and genres by the index `items`. */
export interface RankingCatalogue {
  readonly neighbours: ItemNeighbours;
  readonly priors: ItemPriors;
  readonly genres: GenreVectors;
  /** The neighbours' items, in their order, and after them those that are new. Left out: the neighbours' items. */
  readonly items?: IdIndex;
}

/** What a person may turn. */
export interface RankKnobs extends ScoreKnobs {
  /** Default 'mmr'. */
  readonly rerank?: RerankMethod;
  /** 0 = by score alone, 1 = as different as can be. Default 0.2. */
  readonly diversity?: number;
  /** 0 to 1: how much the genres of the list follow the shares of those that the person likes. Default 0. */
  readonly calibration?: number;
  /** The greatest share of places that new items may take beyond those of their score. Default 0.1. */
  readonly newItems?: number;
}

export interface RankRequest extends CandidateFilter, RankKnobs {
  /** Everything the user has rated. Rated items are shown again unless they are in `exclude`. */
  readonly history: readonly ItemRating[];
  /** The model as this user sees it; null without one. */
  readonly scorer: Pick<UserScorer, 'predict' | 'predictAll'> | null;
  /** What the scorer's numbers are. Default 'rating'. */
  readonly output?: ModelOutput;
  /** The item index of `scorer`; left out, it is that of the neighbours. */
  readonly scorerItems?: IdIndex;
  readonly count: number;
  /** Only the best so many of each source are scored; left out, everything is. */
  readonly candidatesPerSource?: number;
}

/**
 * What lifted an item most: several rated films together, one film that it is similar to, that everybody likes it,
 * or its genres; 'new' for one that the model has not met.
 */
export type RecommendationSource = 'personalised' | 'similar' | 'popular' | 'genre' | 'new';

export interface RankedItem extends ExplainedScore {
  readonly itemId: number;
  /** On the rating scale: by the rating model or, under a model of preferences, see `expectedRatings`; null without. */
  readonly predictedRating: number | null;
  readonly source: RecommendationSource;
  /** All sources that propose the item by themselves; [] for one that only the sum of its parts brought. */
  readonly sources: readonly CandidateSource[];
  /** Up to three rated items that speak most for this one, the strongest first, by what they add to its affinity. */
  readonly because: readonly HistoryContribution[];
}

const DEFAULT_DIVERSITY = 0.2;
const DEFAULT_NEW_ITEMS = 0.1;
const SHORTLIST_PER_PLACE = 4;
/** Re-ranking costs the square of it. */
const LONGEST_SHORTLIST = 600;
const REASONS = 3;

/** One request, prepared: signals by item index, what may appear. */
interface Prepared extends ScoringView {
  readonly catalogue: RankingCatalogue;
  readonly excluded: (item: number) => boolean;
  readonly isNew: (item: number) => boolean;
  readonly predictedRating: (item: number) => number | null;
}

/**
 * The `count` items for one user, best first: sources propose candidates, candidates are scored (`scoreParts`), the best
 * few times `count` are re-ranked (`rerank`), new items get a bounded share (`withNewItems`), and each item tells the
 * parts of its score. Equal scores are in the order of ids.
 *
 * NDCG@10 over the full catalogue of data/movielens-small, 20 % held out by hash, seed 3 (weights were chosen on seeds
 * 1 and 2): 0.304, against 0.151 by popularity and 0.063 by SVD's predicted ratings alone. On seeds 1 and 2, near these
 * weights: without affinity 0.14 and 0.15 are left; without taste 0.005 less; predicted ratings weighing 0.2 rather
 * than 0.1 cost 0.004 and 0.008; a diversity of 0.2 costs nothing, 0.5 costs 0.015.
 */
export function rankForUser(catalogue: RankingCatalogue, request: RankRequest): RankedItem[] {
  const prepared = prepare(catalogue, request);
  const { frame, isNew, excluded } = prepared;
  const { items } = frame;
  const perSource = request.candidatesPerSource ?? defaultPerSource;
  const knownItems = catalogue.neighbours.items.size;
  const proposals = proposeCandidates(frame, knownItems, excluded, perSource);
  const candidates =
    request.candidatesPerSource === undefined ? generateCandidates(items, request) : unionOf(proposals);
  const scores = scoreCandidates(candidates, frame);
  const best = rankTopN(scores, () => false, shortlistLength(request)).map((row) => ({
    item: candidates[row],
    score: scores[row],
  }));
  const picked = reranked(best, prepared, request);
  const list = withNewItems(picked, proposals.find(([source]) => source === 'new')![1], {
    count: request.count,
    share: request.newItems ?? DEFAULT_NEW_ITEMS,
    isNew,
    taste: frame.signals.taste,
  });
  return explained(list, sourcesOf(list, proposals), prepared);
}

/**
 * One item as `rankForUser` would score it, whatever its place and whether it may appear; null for an item that the
 * catalogue does not have.
 */
export function explainForUser(
  catalogue: RankingCatalogue,
  request: Omit<RankRequest, 'count'>,
  itemId: number,
): RankedItem | null {
  const prepared = prepare(catalogue, { ...request, count: 1 });
  const item = prepared.frame.items.indexOf(itemId);
  if (item < 0) return null;
  const knownItems = catalogue.neighbours.items.size;
  const proposals = proposeCandidates(prepared.frame, knownItems, prepared.excluded, defaultPerSource);
  return explained([item], sourcesOf([item], proposals), prepared)[0];
}

function prepare(catalogue: RankingCatalogue, request: RankRequest): Prepared {
  const { neighbours, genres, priors, items = neighbours.items } = catalogue;
  const { exclude, accepts, popularityDebias, boost, history } = request;
  const rated = knownRatings(history, items, catalogue);
  const affinity = affinities(history, neighbours, new Float32Array(items.size));
  const modelled = estimates(items, neighbours.items, request);
  const ofPreference = request.output === 'preference';
  const signals = {
    affinities: affinity.scores,
    predictedRatings: ofPreference ? null : modelled,
    preferences: ofPreference ? modelled : null,
    taste: genreTaste(
      rated.map(({ item, liking: weight }) => [item, weight] as const),
      genres,
    ),
    priors,
  };
  const greatest = {
    greatestAffinity: greatestOf(affinity.scores),
    greatestPreference: signals.preferences ? greatestOf(signals.preferences) : 0,
  };
  return {
    catalogue,
    frame: { signals, ...greatest, items, popularityDebias, boost },
    affinity,
    genres,
    rated,
    predictedRating: ratingBy(signals, () => expectedRatings(history, items, priors, neighbours.scale)),
    isNew: (item) => item >= neighbours.items.size,
    excluded: (item) => {
      const itemId = items.ids[item];
      return exclude?.has(itemId) === true || (accepts !== undefined && !accepts(itemId));
    },
  };
}

function knownRatings(
  history: readonly ItemRating[],
  items: IdIndex,
  { neighbours: { scale } }: RankingCatalogue,
): KnownRating[] {
  return history.flatMap(({ itemId, rating }) => {
    const item = items.indexOf(itemId);
    return item < 0 ? [] : [{ item, rating, liking: liking(rating, scale) }];
  });
}

function ratingBy(
  { predictedRatings, preferences }: Signals,
  expected: () => (item: number) => number,
): (item: number) => number | null {
  if (predictedRatings) return (item) => predictedRatings[item];
  return preferences ? expected() : () => null;
}

/** What the model says, by `items`; an item that it does not know is asked for by its id. */
function estimates(
  items: IdIndex,
  neighbourItems: IdIndex,
  { scorer, scorerItems = neighbourItems }: RankRequest,
): Float32Array | null {
  if (!scorer) return null;
  const all = scorer.predictAll();
  if (scorerItems === items) return all;
  const predicted = new Float32Array(items.size);
  const sameOrder = scorerItems === neighbourItems;
  if (sameOrder) predicted.set(all);
  for (let item = sameOrder ? all.length : 0; item < items.size; item++) {
    const row = scorerItems.indexOf(items.ids[item]);
    predicted[item] = row < 0 ? scorer.predict(items.ids[item]) : all[row];
  }
  return predicted;
}

function shortlistLength({
  count,
  diversity = DEFAULT_DIVERSITY,
  calibration = 0,
  rerank,
}: RankRequest): number {
  const byScore = (rerank === 'none' || diversity === 0) && calibration === 0;
  return byScore ? count : Math.max(count, Math.min(count * SHORTLIST_PER_PLACE, LONGEST_SHORTLIST));
}

function reranked(
  best: readonly { readonly item: number; readonly score: number }[],
  { genres, rated, catalogue }: Prepared,
  request: RankRequest,
): number[] {
  const { rerank: method = 'mmr', diversity = DEFAULT_DIVERSITY, calibration = 0, count } = request;
  const rows = best.map((one, row) => ({ ...one, row }));
  const likeness =
    method === 'dpp' && diversity > 0
      ? likenessWithin(
          rows.map(({ item }) => item),
          catalogue.neighbours,
          genres,
        )
      : null;
  const liked = rated.map(({ item, liking: weight }) => ({ genres: genres.genresOf(item), weight }));
  const settings = {
    method,
    diversity,
    calibration,
    liked: genreShares(liked, genres.genres.length),
    genresOf: ({ item }: { item: number }) => genres.genresOf(item),
    similarity: (a: (typeof rows)[number], b: (typeof rows)[number]) =>
      likeness ? likeness(a.row, b.row) : genres.cosine(a.item, b.item),
  };
  return rerank(rows, settings, count).map(({ item }) => item);
}

function explained(
  list: readonly number[],
  sources: readonly (readonly CandidateSource[])[],
  prepared: Prepared,
): RankedItem[] {
  const { items } = prepared.frame;
  return explainScores(list, prepared).map((explanation, at) => {
    const item = list[at];
    const forIt = explanation.parts[0].because.filter(({ contribution }) => contribution > 0);
    return {
      itemId: items.idAt(item),
      ...explanation,
      predictedRating: prepared.predictedRating(item),
      source: prepared.isNew(item) ? 'new' : sourceOf(explanation, forIt),
      sources: sources[at],
      because: forIt.slice(0, REASONS),
    };
  });
}

function sourceOf(
  { parts }: ExplainedScore,
  forIt: readonly HistoryContribution[],
): Exclude<RecommendationSource, 'new'> {
  const of = (name: string): number => parts.find((part) => part.name === name)?.contribution ?? 0;
  const personal = Math.max(of('affinity'), of('predictedRating'), of('preference'));
  if (of('popularity') >= personal && of('popularity') >= of('taste')) return 'popular';
  if (of('taste') > personal) return 'genre';
  const total = forIt.reduce((sum, { contribution }) => sum + contribution, 0);
  return forIt.length > 0 && forIt[0].contribution > total / 2 ? 'similar' : 'personalised';
}
