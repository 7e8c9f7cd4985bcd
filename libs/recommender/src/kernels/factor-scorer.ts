import { ItemScorer, type ScoredItems } from './item-scores.js';
import { TopNScorer, type TopItems } from './top-n-scorer.js';

/** One user of a factor model: the score of an item is base + b_i + p·q_i, as `scoreItem` rounds it. */
export interface LinearUser {
  readonly items: ScoredItems;
  /** Factors of users; this one's begin at `userStart`. */
  readonly factors: Float32Array;
  readonly userStart: number;
  readonly base: number;
}

/** Scores the items of a factor model, or finds the best, by kernels that are made ready when first asked for. */
export class FactorScorer {
  private all: ItemScorer | null = null;
  private top: TopNScorer | null | undefined;

  /** @param userNorm  a usual norm of a user's factors; lists are found sooner if it is about right */
  constructor(
    private readonly items: ScoredItems,
    private readonly userNorm: () => number,
  ) {}

  /** @param out  [itemCount], the score of each item */
  scoreAll({ factors, userStart, base }: LinearUser, out: Float32Array): void {
    this.all ??= new ItemScorer(this.items);
    this.all.scoreAll(factors, userStart, base, out);
  }

  /**
   * The best `n` items but those excluded, by index.
   *
   * @returns null where all have to be scored and sorted: a long list, no kernels, many equal scores
   */
  best({ factors, userStart, base }: LinearUser, n: number, excluded: readonly number[]): TopItems | null {
    if (this.top === undefined) this.top = TopNScorer.of(this.items, { userNorm: this.userNorm() });
    if (!this.top || !(n >= 1 && n <= this.top.maxN)) return null;
    return this.top.best(factors, userStart, base, n, excluded);
  }
}
