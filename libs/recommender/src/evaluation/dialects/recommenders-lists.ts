import {
  cosineDistance,
  countValues,
  groupRows,
  meanOf,
  type InteractionRows,
  type TrainCounts,
} from './rows.js';

/** How alike two items are; told for an item with itself too. */
export type ItemSimilarity = (a: number, b: number) => number;

/** Cosine of co-occurrence: people who met both / √(people who met a · people who met b); 0 for those never met together. */
export function cooccurrenceSimilarity({ users, items }: InteractionRows): ItemSimilarity {
  const usersOf = new Map<number, Set<number>>();
  for (let row = 0; row < items.length; row++) {
    const own = usersOf.get(items[row]);
    if (own) own.add(users[row]);
    else usersOf.set(items[row], new Set([users[row]]));
  }
  return (a, b) => {
    const [ofA, ofB] = [usersOf.get(a), usersOf.get(b)];
    if (!ofA || !ofB) return 0;
    let both = 0;
    for (const user of ofA) if (ofB.has(user)) both += 1;
    return both / (Math.sqrt(ofA.size) * Math.sqrt(ofB.size));
  };
}

/** Cosine of feature vectors. */
export function featureSimilarity(vectorOf: (item: number) => ArrayLike<number>): ItemSimilarity {
  return (a, b) => 1 - cosineDistance(vectorOf(a), vectorOf(b));
}

/** Mean over users of 1 − the mean similarity of the pairs of their list; lists of one item do not count. */
export function recommendersDiversity({ users, items }: InteractionRows, similarity: ItemSimilarity): number {
  const values: number[] = [];
  for (const rows of groupRows(users).values()) {
    const pairs: number[] = [];
    for (let i = 0; i < rows.length; i++) {
      for (let j = i + 1; j < rows.length; j++) pairs.push(similarity(items[rows[i]], items[rows[j]]));
    }
    if (pairs.length > 0) values.push(1 - meanOf(pairs));
  }
  return meanOf(values);
}

/** Σ_i times recommended · −log2(times met / all records) / recommendations; an item never met adds nothing. */
export function recommendersNovelty({ items }: Pick<InteractionRows, 'items'>, train: TrainCounts): number {
  let sum = 0;
  for (const [item, times] of countValues(Array.from(items))) {
    const met = train.usersOf.get(item);
    if (met !== undefined) sum += times * -Math.log2(met / train.records);
  }
  return sum / items.length;
}

/**
 * Mean over users of the mean over their list of (1 − mean similarity to what they met) · relevance; people without a
 * history do not count.
 */
export function recommendersSerendipity(
  lists: InteractionRows & { readonly relevance: ArrayLike<number> },
  train: InteractionRows,
  similarity: ItemSimilarity,
): number {
  const histories = groupRows(train.users);
  const values: number[] = [];
  for (const [user, rows] of groupRows(lists.users)) {
    const history = histories.get(user);
    if (!history) continue;
    const surprise = (row: number): number =>
      1 - meanOf(history.map((seen) => similarity(lists.items[row], train.items[seen])));
    values.push(meanOf(rows.map((row) => surprise(row) * lists.relevance[row])));
  }
  return meanOf(values);
}

/** Items recommended / items of the train set; above 1 where items are recommended that nobody met. */
export function recommendersCatalogCoverage(
  { items }: Pick<InteractionRows, 'items'>,
  train: TrainCounts,
): number {
  return new Set(Array.from(items)).size / train.usersOf.size;
}

/** −Σ p log2 p, p an item's share of all recommendations. */
export function recommendersDistributionalCoverage({ items }: Pick<InteractionRows, 'items'>): number {
  return [...countValues(Array.from(items)).values()].reduce((sum, times) => {
    const share = times / items.length;
    return sum - share * Math.log2(share);
  }, 0);
}
