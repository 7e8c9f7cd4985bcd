import type { IdIndex } from '../data/id-index.js';
import type { ItemPriors } from './priors.js';

/** What a user may be shown. */
export interface CandidateFilter {
  /** Items that may not appear: rated ones, or those the caller does not want. */
  readonly exclude?: ReadonlySet<number>;
  /** Whether an item may appear, e.g. by genre or year; all when left out. */
  readonly accepts?: (itemId: number) => boolean;
}

/** The indices of all items that may be shown, ascending. The whole catalogue is scored: no shortlist loses a film. */
export function generateCandidates(items: IdIndex, { exclude, accepts }: CandidateFilter): Int32Array {
  const candidates = new Int32Array(items.size);
  let count = 0;
  for (let item = 0; item < items.size; item++) {
    const itemId = items.ids[item];
    if (exclude?.has(itemId) || (accepts && !accepts(itemId))) continue;
    candidates[count++] = item;
  }
  return candidates.subarray(0, count);
}

/** What the score of an item is made of, each [itemCount] by item index. */
export interface Signals {
  /** Neighbour affinity, any scale; see `affinities`. */
  readonly affinities: Float32Array;
  /** Predicted ratings, in rating units; null without a rating model. */
  readonly predictedRatings: Float32Array | null;
  /** What a model of preferences says, in a unit of its own; left out without one. */
  readonly preferences?: Float32Array | null;
  /** See `genreTaste`. */
  readonly taste: Float32Array;
  readonly priors: ItemPriors;
}

/** What a request may turn in the score. */
export interface ScoreKnobs {
  /** How much fame counts against an item, 0 to 1; see `scoreParts`. Default 0. */
  readonly popularityDebias?: number;
  /** A factor for an item, by external id: 1 leaves it alone; see `scoreParts`. */
  readonly boost?: (itemId: number) => number;
}

/** What each part weighs in the score; see `scoreParts`. */
export const scoreWeights = {
  affinity: 1,
  preference: 0.5,
  taste: 0.6,
  predictedRating: 0.05,
  quality: 0.05,
  fame: 0.15,
};

/** Ratings at which a predicted rating is believed by half. */
const HALF_CONFIDENCE_RATINGS = 10;
const GREATEST_BOOST = 10;

/** The parts of one item's score, weighted, in score units; their sum in this order is the score. */
export interface ScoreParts {
  readonly affinity: number;
  readonly preference: number;
  readonly taste: number;
  readonly predictedRating: number;
  readonly popularity: number;
  readonly popularityDebias: number;
  readonly boost: number;
}

export type ScorePartName = keyof ScoreParts;

/** What the score's parts are scaled by, for one user and request. */
export interface ScoreFrame extends ScoreKnobs {
  readonly signals: Signals;
  /** max over items of the affinity; where it is 0, affinity plays no part. */
  readonly greatestAffinity: number;
  /** max over items of the preference; where it is 0 or left out, preference plays no part. */
  readonly greatestPreference?: number;
  readonly items?: IdIndex;
}

/**
 * The score that people's lists are ordered by, in parts:
 *
 *   affinity           1    · a_j / max(a)                  liked by those who like what you like
 *   preference         0.5  · p_j / max(p)                  what a model of preferences says, where there is one
 *   taste              0.6  · t_j                           of the genres you like
 *   predicted rating   0.05 · n_j / (n_j + 10) · (r̂_j − μ)  what the rating model expects, as far as n_j ratings bear it
 *   popularity         0.05 · (quality_j − μ) + 0.15 · fame_j   known and liked by everybody
 *   popularity debias  −λ · fame_j                          fame_j = ln(1 + n_j) / ln(1 + max n); λ in [0, 1], 0 by default
 *   boost              (b_j − 1) · |the sum of the others|  b_j in [0, 10], 1 by default; above 1 it always lifts
 *
 * Lists by r̂ alone are obscure and volatile: it is an estimate of what a rating would be, not of what one would choose,
 * and is least certain where it is highest. See `rankForUser` for what this reaches.
 */
export function scoreParts(item: number, frame: ScoreFrame): ScoreParts {
  const { affinities, predictedRatings, preferences, taste, priors } = frame.signals;
  const { greatestAffinity: greatest, greatestPreference: most = 0, popularityDebias = 0 } = frame;
  const count = priors.counts[item];
  const confidence = count / (count + HALF_CONFIDENCE_RATINGS);
  const predicted = predictedRatings ? predictedRatings[item] - priors.globalMean : 0;
  const parts = {
    affinity: greatest > 0 ? (scoreWeights.affinity * affinities[item]) / greatest : 0,
    preference: preferences && most > 0 ? (scoreWeights.preference * preferences[item]) / most : 0,
    taste: scoreWeights.taste * taste[item],
    predictedRating: scoreWeights.predictedRating * confidence * predicted,
    popularity:
      scoreWeights.quality * (priors.quality[item] - priors.globalMean) +
      scoreWeights.fame * priors.fame[item],
    popularityDebias: popularityDebias === 0 ? 0 : -popularityDebias * priors.fame[item],
    boost: 0,
  };
  return frame.boost ? { ...parts, boost: boostOf(item, frame, sumOfParts(parts)) } : parts;
}

/** The sum of the parts, in the order in which they are told. */
export function sumOfParts(parts: ScoreParts): number {
  return (
    parts.affinity +
    parts.preference +
    parts.taste +
    parts.predictedRating +
    parts.popularity +
    parts.popularityDebias +
    parts.boost
  );
}

/** What a boost adds to the score that an item has without it; a factor that is no number counts as 1. */
export function boostOf(item: number, { boost, items }: ScoreFrame, scoreWithout: number): number {
  if (!boost || !items) return 0;
  const factor = boost(items.idAt(item));
  if (!Number.isFinite(factor)) return 0;
  return (Math.min(Math.max(factor, 0), GREATEST_BOOST) - 1) * Math.abs(scoreWithout);
}

/** The score of each candidate, in the order of `candidates`. */
export function scoreCandidates(candidates: Int32Array, frame: ScoreFrame): Float32Array {
  const scores = new Float32Array(candidates.length);
  for (let at = 0; at < candidates.length; at++) scores[at] = sumOfParts(scoreParts(candidates[at], frame));
  return scores;
}

/** The greatest positive score, 0 when there is none. */
export function greatestOf(scores: Float32Array): number {
  let greatest = 0;
  for (let item = 0; item < scores.length; item++) if (scores[item] > greatest) greatest = scores[item]!;
  return greatest;
}
