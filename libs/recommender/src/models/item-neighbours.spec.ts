import { readMovielensSmall } from '../../test/movielens-small.js';
import { Ratings } from '../data/ratings.js';
import { FitCancelledError, ModelStateError } from '../errors.js';
import { decodeSafetensors, encodeSafetensors } from '../safetensors.js';
import { itemNeighboursFromState } from './item-neighbours-state.js';
import { buildItemNeighbours, type ItemNeighboursOptions } from './item-neighbours.js';

const scale = { min: 1, max: 5 };
const ratingsOf = (rows: [user: number, item: number, value: number][]): Ratings =>
  Ratings.from(
    { users: rows.map((row) => row[0]), items: rows.map((row) => row[1]), values: rows.map((row) => row[2]) },
    scale,
  );
const plainCosine: ItemNeighboursOptions = {
  neighboursPerItem: 2,
  minCoRatings: 1,
  shrinkage: 0,
  chanceDiscount: 0,
  popularityExponent: 0.5,
};
/** Users 1 and 2 rate 10 and 20, user 3 rates 10 and 30; all alike, so every weight is ½. */
const small = ratingsOf([
  [1, 20, 4],
  [1, 10, 4],
  [2, 10, 3],
  [2, 20, 3],
  [3, 30, 5],
  [3, 10, 5],
]);

describe('buildItemNeighbours', () => {
  // C_10,20 = 2 · ½ · ½ / 2 = ¼, C_10,30 = ⅛; C_10,10 = ⅜, C_20,20 = ¼, C_30,30 = ⅛
  it('is the cosine of the weights when nothing else is asked for', () => {
    const similar = buildItemNeighbours(small, plainCosine).similar(10, 5);
    expect(similar.map(({ itemId }) => itemId)).toEqual([20, 30]);
    expect(similar[0].score).toBeCloseTo(0.25 / Math.sqrt(0.375 * 0.25), 6);
    expect(similar[1].score).toBeCloseTo(0.125 / Math.sqrt(0.375 * 0.125), 6);
  });

  it('shrinks a similarity that few users bear out', () => {
    const similar = buildItemNeighbours(small, { ...plainCosine, shrinkage: 1 }).similar(10, 5);
    expect(similar[0].score).toBeCloseTo(((2 / 3) * 0.25) / Math.sqrt(0.375 * 0.25), 6);
    expect(similar[1].score).toBeCloseTo((0.5 * 0.125) / Math.sqrt(0.375 * 0.125), 6);
  });

  it('takes off what chance would give', () => {
    // m_10 = ¾, m_20 = ½, Σ m = 1½: E_10,20 = ¼
    const [half] = buildItemNeighbours(small, { ...plainCosine, chanceDiscount: 0.5 }).similar(10, 1);
    expect(half.score).toBeCloseTo(0.125 / Math.sqrt(0.375 * 0.25), 6);
    expect(buildItemNeighbours(small, { ...plainCosine, chanceDiscount: 1.001 }).similar(10, 5)).toEqual([]);
  });

  it('raises films of like genres', () => {
    const genresOf = (itemId: number): string[] => [itemId === 20 ? 'Comedy' : 'Horror'];
    const similar = buildItemNeighbours(small, { ...plainCosine, genresOf, genreAgreement: 1 }).similar(
      10,
      2,
    );
    expect(similar.map(({ itemId }) => itemId)).toEqual([30, 20]);
    expect(similar[0].score).toBeCloseTo((2 * 0.125) / Math.sqrt(0.375 * 0.125), 6);
  });

  it('leaves out pairs that too few users rated, and items never rated together', () => {
    expect(buildItemNeighbours(small, { ...plainCosine, minCoRatings: 2 }).similar(10, 5)).toHaveLength(1);
    expect(
      buildItemNeighbours(small, plainCosine)
        .similar(20, 5)
        .map(({ itemId }) => itemId),
    ).toEqual([10]);
  });

  it('keeps the best of more items than fit, ties by lower id', () => {
    const ratings = ratingsOf(
      [9, 8, 7, 6].flatMap((item): [number, number, number][] => [
        [1, item, 3],
        [2, item, 3],
      ]),
    );
    expect(
      buildItemNeighbours(ratings, plainCosine)
        .similar(9, 9)
        .map(({ itemId }) => itemId),
    ).toEqual([6, 7]);
  });

  it('lets a film that people like count more than one that they rate below their mean', () => {
    const ratings = ratingsOf(
      [1, 2, 3].flatMap((user): [number, number, number][] => [
        [user, 1, 5],
        [user, 2, 5],
        [user, 3, 1],
        [user, 4, 1],
      ]),
    );
    const neighbours = buildItemNeighbours(ratings, {
      ...plainCosine,
      popularityExponent: 0.65,
      chanceDiscount: 0.5,
      neighboursPerItem: 3,
    });
    expect(neighbours.similar(1, 1)[0].itemId).toBe(2);
  });

  it('answers nothing for unknown items and for lonely ones', () => {
    const neighbours = buildItemNeighbours(ratingsOf([[1, 1, 3]]));
    expect(neighbours.similar(1, 5)).toEqual([]);
    expect(neighbours.similar(2, 5)).toEqual([]);
  });

  it('uses a fixed sample of the ratings of heavy users, whatever their order', () => {
    const rows = Array.from({ length: 400 }, (_, n): [number, number, number] => [
      n % 2,
      Math.floor(n / 2),
      3,
    ]);
    const build = (of: typeof rows): Int32Array =>
      buildItemNeighbours(ratingsOf(of), { maxRatingsPerUser: 50 }).indices;
    expect(build(rows.toReversed())).toEqual(build(rows));
    expect(build(rows).filter((index) => index >= 0).length).toBeLessThan(100 * 100);
  });

  it('tells its progress to the end and stops when asked to', () => {
    const ratios: number[] = [];
    buildItemNeighbours(small, {}, { onProgress: (ratio) => ratios.push(ratio) });
    expect(ratios.at(-1)).toBe(1);
    const plain: number[] = [];
    buildItemNeighbours(small, { compiled: false }, { onProgress: (ratio) => plain.push(ratio) });
    expect(plain).toEqual([1 / 3, 2 / 3, 1]);
    expect(() => buildItemNeighbours(small, {}, { shouldStop: () => true })).toThrow(FitCancelledError);
  });
});

describe('the state of ItemNeighbours', () => {
  const neighbours = buildItemNeighbours(small, plainCosine);

  it('survives saving and loading', () => {
    const loaded = itemNeighboursFromState(decodeSafetensors(encodeSafetensors(neighbours.state())));
    expect(loaded.similar(10, 5)).toEqual(neighbours.similar(10, 5));
    expect(loaded.scale).toEqual(scale);
    expect(loaded.state()).toEqual(neighbours.state());
    expect(loaded.basis).toEqual(neighbours.basis);
  });

  it('can be read as it was before it held a basis', () => {
    const { tensors, metadata } = neighbours.state();
    const { itemIds, neighbourIndices, similarities } = tensors;
    const { kind, ratingMin, ratingMax } = metadata;
    const loaded = itemNeighboursFromState({
      tensors: { itemIds, neighbourIndices, similarities },
      metadata: { kind, formatVersion: '1', ratingMin, ratingMax },
    });
    expect(loaded.similar(10, 5)).toEqual(neighbours.similar(10, 5));
    expect(loaded.basis).toBeNull();
  });

  it('is refused when it is of something else or does not fit together', () => {
    const { tensors, metadata } = neighbours.state();
    const load =
      (changes: object, other = metadata) =>
      () =>
        itemNeighboursFromState({ tensors: { ...tensors, ...changes }, metadata: other });
    expect(load({}, { ...metadata, kind: 'svd' })).toThrow(ModelStateError);
    expect(load({}, { ...metadata, ratingMax: 'high' })).toThrow('scale is 1 to high');
    expect(load({ itemIds: { shape: [1], data: Int32Array.of(1) } })).toThrow('1 items');
    expect(load({ similarities: tensors.itemIds })).toThrow('similarities F32');
    expect(load({ norms: tensors.itemIds })).toThrow('norms is a Int32Array');
    expect(load({}, { ...metadata, shrinkage: 'much' })).toThrow('shrinkage is much');
    const beyond = { shape: [3, 2], data: new Int32Array(6).fill(3) };
    expect(load({ neighbourIndices: beyond })).toThrow('expected −1 to 2');
  });
});

describe('the kernel of buildItemNeighbours against its plain twin', () => {
  const { films, ratings } = readMovielensSmall();
  const all = Ratings.from(ratings, { min: 0.5, max: 5 });
  const genresOf = (itemId: number): readonly string[] => films.get(itemId)!.genres;

  it.each([
    ['with genres', { genresOf }],
    ['without', { maxRatingsPerUser: 1000, neighboursPerItem: 20 }],
  ])('finds the same neighbours but for rounding and ties: %s', (_, options) => {
    const plain = buildItemNeighbours(all, { ...options, compiled: false });
    const compiled = buildItemNeighbours(all, options);
    const { neighboursPerItem } = plain;
    let different = 0;
    for (let start = 0; start < plain.indices.length; start += neighboursPerItem) {
      const similarity = new Map<number, number>();
      for (let at = start; at < start + neighboursPerItem; at++) {
        const [expected, found] = [plain.similarities[at], compiled.similarities[at]];
        if (Math.abs(found - expected) > 2e-5 * expected + 1e-6) different++;
        similarity.set(plain.indices[at], expected);
      }
      const least = plain.similarities[start + neighboursPerItem - 1];
      for (let at = start; at < start + neighboursPerItem; at++) {
        const expected = similarity.get(compiled.indices[at]) ?? least;
        if (Math.abs(compiled.similarities[at] - expected) > 2e-5 * expected + 1e-6) different++;
      }
    }
    expect(different).toBe(0);
  });

  it('finds the same bits on one, two and three threads', () => {
    const [one, two, three] = [1, 2, 3].map((threads) =>
      buildItemNeighbours(all, { maxRatingsPerUser: 100, threads }),
    );
    for (const other of [two, three]) {
      expect(Buffer.from(other.indices.buffer).equals(Buffer.from(one.indices.buffer))).toBe(true);
      expect(Buffer.from(other.similarities.buffer).equals(Buffer.from(one.similarities.buffer))).toBe(true);
    }
  });
});

describe('neighbours on data/movielens-small', () => {
  const { films, ratings } = readMovielensSmall();
  const neighbours = buildItemNeighbours(Ratings.from(ratings, { min: 0.5, max: 5 }), {
    genresOf: (itemId) => films.get(itemId)!.genres,
  });

  it.each([
    ['Toy Story (1995)', 12, ['Toy Story 2 (1999)', 'Aladdin (1992)']],
    ['Alien (1979)', 6, ['Aliens (1986)', 'Terminator, The (1984)']],
    ['Shining, The (1980)', 8, ['Psycho (1960)', 'Exorcist, The (1973)']],
    ['Godfather, The (1972)', 2, ['Godfather: Part II, The (1974)']],
    [
      'Star Wars: Episode IV - A New Hope (1977)',
      3,
      [
        'Star Wars: Episode V - The Empire Strikes Back (1980)',
        'Star Wars: Episode VI - Return of the Jedi (1983)',
      ],
    ],
  ])('finds near %s what a person would', (title, within, expected) => {
    const film = [...films.values()].find((one) => one.title === title)!;
    const titles = neighbours.similar(film.id, within).map(({ itemId }) => films.get(itemId)!.title);
    expect(titles).toEqual(expect.arrayContaining(expected));
  });
});
