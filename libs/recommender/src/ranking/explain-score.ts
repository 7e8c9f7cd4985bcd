import type { GenreVectors } from '../data/genre-vectors.js';
import type { IdIndex } from '../data/id-index.js';
import type { HistoryContribution } from '../models/model.js';
import { byWeight, type Affinities, type KnownRating } from './affinities.js';
import { boostOf, scoreParts, scoreWeights, type ScoreFrame, type ScorePartName } from './candidates.js';

/** A part of a score, and the rated items that it comes from. */
export interface ExplainedPart {
  readonly name: ScorePartName;
  /** In score units. Where `because` is not empty it is exactly their sum, in their order. */
  readonly contribution: number;
  /** What each rated item adds to this part or takes from it, the weightiest first; [] where it comes from elsewhere. */
  readonly because: readonly HistoryContribution[];
}

/** A score that is exactly the sum of the contributions of `parts`, in their order. */
export interface ExplainedScore {
  readonly score: number;
  /** Without those that play no part in this request. */
  readonly parts: readonly ExplainedPart[];
}

/** One user, as their scores are explained. */
export interface ScoringView {
  readonly frame: ScoreFrame & { readonly items: IdIndex };
  readonly affinity: Affinities;
  readonly genres: GenreVectors;
  /** The rated items of which genres are known, by item index. */
  readonly rated: readonly KnownRating[];
}

/**
 * The scores of some items, each with the parts that it is the sum of, to the last bit: score = Σ parts, and a part that
 * comes from the history = Σ over rated items, in double precision and in the order told. They differ from what
 * `scoreCandidates` gives, in single precision, by rounding only.
 *
 * @returns by the order of `itemIndices`
 */
export function explainScores(itemIndices: readonly number[], view: ScoringView): ExplainedScore[] {
  const byNeighbours = view.affinity.contributionsTo(itemIndices);
  return itemIndices.map((item, at) => explainScore(item, byNeighbours[at], view));
}

function explainScore(
  item: number,
  byNeighbours: readonly HistoryContribution[],
  view: ScoringView,
): ExplainedScore {
  const { frame } = view;
  const plain = scoreParts(item, { ...frame, boost: undefined });
  const greatest = frame.greatestAffinity;
  const parts: ExplainedPart[] = [
    fromHistory('affinity', greatest > 0 ? scaled(byNeighbours, scoreWeights.affinity / greatest) : []),
  ];
  if (frame.signals.preferences) parts.push(single('preference', plain.preference));
  parts.push(fromHistory('taste', tasteContributions(item, view)));
  if (frame.signals.predictedRatings) parts.push(single('predictedRating', plain.predictedRating));
  parts.push(single('popularity', plain.popularity));
  if (frame.popularityDebias) parts.push(single('popularityDebias', plain.popularityDebias));
  if (frame.boost) parts.push(single('boost', boostOf(item, frame, sumOf(parts))));
  return { score: sumOf(parts), parts };
}

/** What each rated item says of the genres of an item; see `genreTaste`. */
function tasteContributions(item: number, { rated, genres, frame }: ScoringView): HistoryContribution[] {
  const total = rated.reduce((sum, { liking }) => sum + Math.abs(liking), 0);
  const contributions: HistoryContribution[] = [];
  for (const { item: other, rating, liking } of rated) {
    const cosine = genres.cosine(other, item);
    if (cosine === 0) continue;
    const contribution = (scoreWeights.taste * liking * cosine) / total;
    contributions.push({ itemId: frame.items.idAt(other), rating, contribution });
  }
  return contributions.sort(byWeight);
}

function scaled(contributions: readonly HistoryContribution[], factor: number): HistoryContribution[] {
  return contributions.map((one) => ({ ...one, contribution: one.contribution * factor }));
}

function fromHistory(name: ScorePartName, because: readonly HistoryContribution[]): ExplainedPart {
  return { name, contribution: sumOf(because), because };
}

function single(name: ScorePartName, contribution: number): ExplainedPart {
  return { name, contribution, because: [] };
}

function sumOf(contributions: readonly { readonly contribution: number }[]): number {
  return contributions.reduce((sum, { contribution }) => sum + contribution, 0);
}
