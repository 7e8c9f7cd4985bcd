import { readMovielensSmall } from '../../test/movielens-small.js';
import { GenreVectors } from '../data/genre-vectors.js';
import { Ratings, type RatingColumns } from '../data/ratings.js';
import { decodeSafetensors, encodeSafetensors } from '../safetensors.js';
import { itemNeighboursFromState } from './item-neighbours-state.js';
import { buildItemNeighbours, type ItemNeighbours } from './item-neighbours.js';
import { refreshNeighbours, staleNeighbours } from './refresh-neighbours.js';

type Row = readonly [user: number, item: number, value: number];

const scale = { min: 0.5, max: 5 };
const columnsOf = (rows: readonly Row[]): RatingColumns => ({
  users: rows.map(([user]) => user),
  items: rows.map(([, item]) => item),
  values: rows.map(([, , value]) => value),
});
const { films, ratings } = readMovielensSmall();
const before: readonly Row[] = Array.from(ratings.values, (value, row): Row => [
  ratings.users[row],
  ratings.items[row],
  value,
]);
const genresOf = (itemId: number): readonly string[] => films.get(itemId)?.genres ?? [];
const build = (rows: readonly Row[]): ItemNeighbours =>
  buildItemNeighbours(Ratings.from(columnsOf(rows), scale), { genresOf });

/** Makes the lists of some items anew from `rows`. */
function refreshAll(
  neighbours: ItemNeighbours,
  itemIds: readonly number[],
  rows: readonly Row[],
): ItemNeighbours {
  const genres = GenreVectors.from(Array.from(neighbours.items.ids, genresOf));
  const byUser = new Map<number, Row[]>();
  for (const row of rows) (byUser.get(row[0]) ?? byUser.set(row[0], []).get(row[0])!).push(row);
  return itemIds.reduce((known, itemId) => {
    const ofRaters = [...byUser.values()].filter((own) => own.some(([, item]) => item === itemId)).flat();
    const own = known.items.indexOf(itemId);
    return refreshNeighbours(known, {
      itemId,
      ratings: columnsOf(ofRaters),
      genreCosine: (otherId) => (own < 0 ? 0 : genres.cosine(own, known.items.indexOf(otherId))),
    });
  }, neighbours);
}

/** The greatest difference of similarities between two lists, place by place, relative to the greater. */
function differenceOf(a: ItemNeighbours, b: ItemNeighbours, itemId: number): number {
  const [listA, listB] = [a.similar(itemId, 100), b.similar(itemId, 100)];
  if (listA.length !== listB.length) return Infinity;
  return Math.max(
    0,
    ...listA.map(({ score }, at) => Math.abs(score - listB[at].score) / Math.max(score, listB[at].score)),
  );
}

/** Somebody with 20 ratings: each of them says something. */
const user = 1;
const rated = before.filter(([one]) => one === user).map(([, item]) => item);
const [changed, takenBack] = [rated[0], rated[1]];
const added = [...new Set(ratings.items)].find((item) => !rated.includes(item) && item > 100)!;
const after: readonly Row[] = [
  ...before
    .filter(([one, item]) => one !== user || item !== takenBack)
    .map(([one, item, value]): Row => [one, item, one === user && item === changed ? 0.5 : value]),
  [user, added, 5],
];
const touched = [changed, takenBack, added];

describe('refreshNeighbours', () => {
  const rebuilt = build(after);
  const genuine = rebuilt.state();

  it('leaves lists that are up to date as they are, but for rounding', () => {
    const refreshed = itemNeighboursFromState(decodeSafetensors(encodeSafetensors(genuine)));
    refreshAll(refreshed, [...touched, 1, 318, 2959], after);
    const differences = Array.from(rebuilt.items.ids, (itemId) => differenceOf(refreshed, rebuilt, itemId));
    expect(Math.max(...differences)).toBeLessThan(5e-5);
  });

  it('brings the lists of rated films within a hundredth of a full rebuild', () => {
    const stale = build(before);
    const apart = Math.max(...touched.map((itemId) => differenceOf(stale, rebuilt, itemId)));
    const refreshed = refreshAll(stale, touched, after);
    expect(refreshed).toBe(stale);
    const left = Math.max(...touched.map((itemId) => differenceOf(refreshed, rebuilt, itemId)));
    expect(left).toBeLessThan(0.01);
    expect(left).toBeLessThan(apart / 3);
  });

  it('equals a full rebuild in every film of the person once all of them are looked at', () => {
    const refreshed = refreshAll(refreshAll(build(before), [...rated, added], after), touched, after);
    for (const itemId of touched) expect(differenceOf(refreshed, rebuilt, itemId)).toBeLessThan(5e-5);
  });

  it('lets a film join once two people who rated others rated it', () => {
    const neighbours = build(before);
    const newFilm = 2 ** 31 - 2;
    const raters = [...new Set(before.filter(([, item]) => item === 1).map(([one]) => one))].slice(0, 30);
    const rows = (count: number): Row[] => [
      ...before,
      ...raters.slice(0, count).map((one): Row => [one, newFilm, 5]),
    ];
    expect(refreshAll(neighbours, [newFilm], rows(1))).toBe(neighbours);
    const joined = refreshAll(neighbours, [newFilm], rows(30));
    expect(joined.items.size).toBe(neighbours.items.size + 1);
    expect([...joined.items.ids.subarray(0, -1)]).toEqual([...neighbours.items.ids]);
    expect(joined.similar(newFilm, 100).length).toBeGreaterThan(10);
    const inLists = [...joined.items.ids].filter((id) =>
      joined.similar(id, 100).some((one) => one.itemId === newFilm),
    );
    expect(inLists.length).toBeGreaterThan(10);
    expect(joined.basis!.ratingCounts.at(-1)).toBe(30);
  });

  it('forgets a film that nobody rates any more', () => {
    const refreshed = refreshNeighbours(build(before), { itemId: 1, ratings: columnsOf([]) });
    expect(refreshed.similar(1, 100)).toEqual([]);
    const elsewhere = [...refreshed.items.ids].filter((id) =>
      refreshed.similar(id, 100).some(({ itemId }) => itemId === 1),
    );
    expect(elsewhere).toEqual([]);
  });

  it('leaves lists alone that do not know what they were made from', () => {
    const { itemIds, neighbourIndices, similarities } = genuine.tensors;
    const old = itemNeighboursFromState({
      tensors: { itemIds, neighbourIndices, similarities },
      metadata: { ...genuine.metadata, formatVersion: '1' },
    });
    expect(refreshNeighbours(old, { itemId: 1, ratings: columnsOf([]) })).toBe(old);
    expect(old.similar(1, 1)).toHaveLength(1);
  });
});

describe('staleNeighbours', () => {
  it('names the films that have other ratings than when their lists were made', () => {
    const totals = new Map<number, { count: number; sum: number }>();
    for (const [, item, value] of after) {
      const { count, sum } = totals.get(item) ?? { count: 0, sum: 0 };
      totals.set(item, { count: count + 1, sum: sum + value });
    }
    const totalsOf = (itemId: number) => totals.get(itemId) ?? { count: 0, sum: 0 };
    const neighbours = build(before);
    expect(staleNeighbours(neighbours, totalsOf).sort()).toEqual([...touched].sort());
    expect(staleNeighbours(refreshAll(neighbours, touched, after), totalsOf)).toEqual([]);
  });
});
