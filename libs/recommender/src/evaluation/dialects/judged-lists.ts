import type { RecommendationRows, TrainCounts } from './rows.js';
import type { RecboleLists } from './recbole-ranking.js';
import type { PredictedRows, TrueRows } from './recommenders-ranking.js';

/** One person's list, and what they turned out to like. */
export interface JudgedList {
  readonly user: number;
  /** Best first. */
  readonly items: readonly number[];
  /** Ratings of everything they liked, whether it is in the list or not. */
  readonly liked: ReadonlyMap<number, number>;
}

/** Lists of different people, and what was known when they were made. */
export interface JudgedLists {
  readonly lists: readonly JudgedList[];
  readonly k: number;
  readonly train: TrainCounts;
  /** Items of the catalogue. */
  readonly itemCount: number;
  /** Features of an item, for cosines: for films, 1 for each of its genres. */
  readonly vectorOf: (item: number) => ArrayLike<number>;
}

/** The same lists in the shapes that the three libraries take. */
export interface DialectShapes extends JudgedLists {
  readonly rows: RecommendationRows;
  /** Lists of at least k, cut there. */
  readonly fullLists: readonly number[][];
  /** Of those the ones of people who like something. */
  readonly ranked: RecboleLists;
  readonly truth: TrueRows;
  readonly predicted: PredictedRows;
  /** The first k of every list. */
  readonly shown: { readonly users: readonly number[]; readonly items: readonly number[] };
}

export function shapesOf(judged: JudgedLists): DialectShapes {
  const { lists, k } = judged;
  const given = lists.flatMap(({ user, items, liked }) =>
    items.map((item, at) => ({ user, item, rank: at + 1, target: Number(liked.has(item)) })),
  );
  const truth = lists.flatMap(({ user, liked }) =>
    [...liked].map(([item, rating]) => ({ user, item, rating })),
  );
  const users = given.map(({ user }) => user);
  const items = given.map(({ item }) => item);
  const full = lists.filter((list) => list.items.length >= k);
  const ranked = full.filter(({ liked }) => liked.size > 0);
  const first = given.filter(({ rank }) => rank <= k);
  return {
    ...judged,
    rows: {
      users,
      items,
      targets: given.map(({ target }) => target),
      predictions: given.map(({ rank }) => rank),
    },
    fullLists: full.map((list) => list.items.slice(0, k)),
    ranked: {
      lists: ranked.map((list) => list.items.slice(0, k)),
      relevant: ranked.map(({ liked }) => new Set(liked.keys())),
    },
    truth: {
      users: truth.map(({ user }) => user),
      items: truth.map(({ item }) => item),
      ratings: truth.map(({ rating }) => rating),
    },
    predicted: { users, items, predictions: given.map(({ rank }) => -rank) },
    shown: { users: first.map(({ user }) => user), items: first.map(({ item }) => item) },
  };
}
