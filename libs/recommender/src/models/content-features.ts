import type { ItemContent } from './model.js';

/**
 * What items are, as sparse rows: which of `featureCount` features each has, all with the weight 1 / √(how many it has),
 * so that every row has length 1. Feature 0 is that of being an item; the others are genres, decades and the most
 * frequent tags.
 */
export class ContentFeatures {
  constructor(
    readonly featureCount: number,
    /** [itemCount + 1] where the features of an item start. */
    readonly offsets: Int32Array,
    /** Features by item, ascending, the first always 0. */
    readonly features: Int32Array,
  ) {}

  /** @param maxFeatures  genres go first, then decades, then tags; the more frequent before the rarer */
  static of(
    itemIds: ArrayLike<number>,
    content: ItemContent | undefined,
    maxFeatures: number,
  ): ContentFeatures {
    const rows = Array.from({ length: itemIds.length }, (_, item) => wordsOf(itemIds[item], content));
    const rowOf = new Map(['item', ...mostFrequent(rows, maxFeatures - 1)].map((word, row) => [word, row]));
    const offsets = new Int32Array(rows.length + 1);
    const features: number[] = [];
    rows.forEach((words, item) => {
      const own = ['item', ...words].flatMap((word) => rowOf.get(word) ?? []);
      features.push(...own.sort((a, b) => a - b));
      offsets[item + 1] = features.length;
    });
    return new ContentFeatures(rowOf.size, offsets, Int32Array.from(features));
  }

  /** w·x of an item. */
  dot(weights: ArrayLike<number>, item: number, start = 0): number {
    const [from, to] = [this.offsets[item], this.offsets[item + 1]];
    let sum = 0;
    for (let at = from; at < to; at++) sum += weights[start + this.features[at]];
    return sum / Math.sqrt(to - from);
  }

  /** Writes x of an item into a row of zeros, from `start` on. */
  spread(item: number, out: Float64Array, start = 0): void {
    const [from, to] = [this.offsets[item], this.offsets[item + 1]];
    for (let at = from; at < to; at++) out[start + this.features[at]] = 1 / Math.sqrt(to - from);
  }

  /** The cosine of two items by all features but that of being an item; 0 where one has no other. */
  likeness(item: number, other: number): number {
    const own = this.features.subarray(this.offsets[item] + 1, this.offsets[item + 1]);
    const theirs = new Set(this.features.subarray(this.offsets[other] + 1, this.offsets[other + 1]));
    const shared = own.reduce((count, feature) => count + Number(theirs.has(feature)), 0);
    return shared === 0 ? 0 : shared / Math.sqrt(own.length * theirs.size);
  }
}

const kinds = ['genre', 'decade', 'tag'];

function wordsOf(itemId: number, content: ItemContent | undefined): Set<string> {
  if (!content) return new Set();
  const year = content.yearOf?.(itemId) ?? null;
  return new Set([
    ...content.genresOf(itemId).map((genre) => `genre ${genre}`),
    ...(year === null ? [] : [`decade ${Math.floor(year / 10)}`]),
    ...(content.tagsOf?.(itemId) ?? []).map((tag) => `tag ${tag.toLowerCase()}`),
  ]);
}

function mostFrequent(rows: readonly ReadonlySet<string>[], count: number): string[] {
  const counts = new Map<string, number>();
  for (const words of rows) for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const kindOf = (word: string): number => kinds.indexOf(word.slice(0, word.indexOf(' ')));
  return [...counts]
    .sort(([a, n], [b, m]) => kindOf(a) - kindOf(b) || m - n || (a < b ? -1 : 1))
    .slice(0, Math.max(0, count))
    .map(([word]) => word);
}
