import { ModelTooLargeError } from '../errors.js';
import {
  addCoRatings,
  similarityOf,
  sumsPerPair,
  type CoRatingGroups,
  type Similarity,
} from '../kernels/co-ratings.js';
import type { StopCheck } from './stop-check.js';

/** Ratings seen from both sides: of the rows that are compared, and of what they rate (or who rates them). */
export interface TwoSides {
  readonly rowCount: number;
  /** Ratings grouped by row. */
  readonly byRow: CoRatingGroups;
  /** Ratings grouped by the other side. */
  readonly byColumn: CoRatingGroups;
}

export interface SimilaritySettings {
  readonly similarity: Similarity;
  readonly minSupport: number;
  /** β: each similarity is multiplied by (n − 1) / (n − 1 + β), n the common ratings; 0 for none. */
  readonly shrinkage: number;
}

const DEFAULT_MAX_BYTES = 2 * 2 ** 30;
/** Work of moving one rating to a far place, in multiply–adds. */
const SCATTER_WORK = 50;

/** The similarities of all pairs of rows: symmetric, 1 on the diagonal, stored once a pair in double precision. */
export class SimilarityMatrix {
  private constructor(
    /** [rowCount (rowCount − 1) / 2] row-major below the diagonal. */
    private readonly triangle: Float64Array,
  ) {}

  /**
   * Row by row, each with the rows before it. O(Σ_column n² / 2 + rowCount²).
   *
   * @param onProgress  told the share of the work done, some hundred times
   * @throws FitCancelledError if the caller asks to stop
   */
  static compute(
    sides: TwoSides,
    settings: SimilaritySettings,
    stop: StopCheck,
    onProgress: (ratio: number) => void,
  ): SimilarityMatrix {
    const { rowCount, byRow } = sides;
    const byColumn = sortedByRow(sides, stop);
    const triangle = new Float64Array((rowCount * (rowCount - 1)) / 2);
    /** Where the ratings of the current row and those after it begin, in each column. */
    const reached = byColumn.offsets.slice(0, -1);
    const sums = new Float64Array(rowCount * sumsPerPair(settings.similarity));
    const progressStep = Math.ceil(byRow.others.length / 100);
    let nextProgress = progressStep;
    for (let row = 0, out = 0; row < rowCount; out += row++) {
      sums.fill(0);
      for (let at = byRow.offsets[row]; at < byRow.offsets[row + 1]; at++) {
        const column = byRow.others[at];
        const begin = byColumn.offsets[column];
        const end = reached[column]++;
        addCoRatings(settings.similarity, byColumn, begin, end, byRow.values[at], sums);
        stop.after((end - begin) * 4);
      }
      for (let other = 0; other < row; other++)
        triangle[out + other] = shrunkSimilarity(settings, sums, other);
      stop.after(row * 4);
      if (byRow.offsets[row + 1] >= nextProgress) {
        nextProgress += progressStep;
        onProgress(byRow.offsets[row + 1] / byRow.others.length);
      }
    }
    return new SimilarityMatrix(triangle);
  }

  /** The similarity of two rows by index; 1 of a row with itself. */
  between(row: number, other: number): number {
    if (row === other) return 1;
    return row > other
      ? this.triangle[(row * (row - 1)) / 2 + other]
      : this.triangle[(other * (other - 1)) / 2 + row];
  }

  /** [rowCount] the similarities of a row with all: `between` for each. */
  rowOf(row: number, rowCount: number): Float64Array {
    const similarities = new Float64Array(rowCount);
    const start = (row * (row - 1)) / 2;
    similarities.set(this.triangle.subarray(start, start + row));
    similarities[row] = 1;
    for (let other = row + 1, at = start + row + row; other < rowCount; at += other++) {
      similarities[other] = this.triangle[at];
    }
    return similarities;
  }
}

/** @throws ModelTooLargeError if a matrix for so many rows would take more than `maxBytes` */
export function checkMatrixSize(rowCount: number, rowsAre: string, maxBytes = DEFAULT_MAX_BYTES): void {
  const neededBytes = (rowCount * (rowCount - 1) * Float64Array.BYTES_PER_ELEMENT) / 2;
  if (neededBytes > maxBytes) {
    throw new ModelTooLargeError(`The similarities of ${rowCount} ${rowsAre}`, neededBytes, maxBytes);
  }
}

/**
 * The similarities of a row that is not in the matrix with all that are.
 *
 * @param columns [n] indices on the other side
 * @param values  [n] the row's ratings
 * @returns [rowCount]
 */
export function similaritiesOf(
  columns: ArrayLike<number>,
  values: ArrayLike<number>,
  { rowCount, byColumn }: TwoSides,
  settings: SimilaritySettings,
): Float64Array {
  const sums = new Float64Array(rowCount * sumsPerPair(settings.similarity));
  for (let at = 0; at < columns.length; at++) {
    const column = columns[at];
    const [begin, end] = [byColumn.offsets[column], byColumn.offsets[column + 1]];
    addCoRatings(settings.similarity, byColumn, begin, end, values[at], sums);
  }
  const similarities = new Float64Array(rowCount);
  for (let other = 0; other < rowCount; other++)
    similarities[other] = shrunkSimilarity(settings, sums, other);
  return similarities;
}

function shrunkSimilarity(settings: SimilaritySettings, sums: Float64Array, other: number): number {
  const { similarity, minSupport, shrinkage } = settings;
  const plain = similarityOf(similarity, sums, other, minSupport);
  if (shrinkage === 0 || plain === 0) return plain;
  const common = sums[other * sumsPerPair(similarity)] - 1;
  return (plain * common) / (common + shrinkage);
}

/** The groups of columns with each column's ratings in the order of rows. @throws FitCancelledError */
export function sortedByRow({ rowCount, byRow, byColumn }: TwoSides, stop: StopCheck): CoRatingGroups {
  const next = byColumn.offsets.slice(0, -1);
  const sorted = {
    offsets: byColumn.offsets,
    others: new Int32Array(byColumn.others.length),
    values: byColumn.values.slice(),
  };
  for (let row = 0; row < rowCount; row++) {
    for (let at = byRow.offsets[row]; at < byRow.offsets[row + 1]; at++) {
      const to = next[byRow.others[at]]++;
      sorted.others[to] = row;
      sorted.values[to] = byRow.values[at]!;
    }
    stop.after((byRow.offsets[row + 1] - byRow.offsets[row]) * SCATTER_WORK);
  }
  return sorted;
}
