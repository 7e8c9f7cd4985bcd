import { Ratings } from '../data/ratings.js';
import { FitCancelledError, ModelTooLargeError } from '../errors.js';
import type { ListSimilarity } from '../kernels/item-lists.js';
import { compileBuild } from '../kernels/wasm.js';
import { seededRandom } from '../random.js';
import { nearestItems } from './item-lists.js';

const similarities: ListSimilarity[] = ['msd', 'cosine', 'pearson', 'full-cosine'];

/** Half stars; item i is rated by a share of 1 / (1 + i / 8) of the users. */
function halfStars(userCount: number, itemCount: number): Ratings {
  const random = seededRandom(5);
  const [users, items, values]: number[][] = [[], [], []];
  for (let user = 0; user < userCount; user++) {
    for (let item = 0; item < itemCount; item++) {
      if (item > 0 && random.uniform() > 1 / (1 + item / 8)) continue;
      users.push(user);
      items.push(1000 - item);
      values.push(0.5 + random.integer(10) / 2);
    }
  }
  return Ratings.from({ users, items, values }, { min: 0.5, max: 5 });
}

describe('nearestItems', () => {
  // Items 1 and 2: differences 1, 0; items 1 and 3: 3.
  const small = Ratings.from(
    { users: [1, 1, 1, 2, 2], items: [1, 2, 3, 1, 2], values: [4, 5, 1, 3, 3] },
    { min: 1, max: 5 },
  );
  const all = { size: 2, minSupport: 1, shrinkage: 0, threads: 1 };

  it.each([true, false])('finds the nearest items, best first (compiled: %s)', (compiled) => {
    const { indices, similarities: found } = nearestItems(small, { ...all, similarity: 'msd', compiled });
    expect([...indices]).toEqual([1, 2, 0, 2, 0, 1]);
    const [near, far, farther] = [1 / (1 / 2 + 1), 1 / (9 + 1), 1 / (16 + 1)].map(Math.fround);
    expect([...found]).toEqual([near, far, near, farther, far, farther]);
  });

  it.each([true, false])('leaves out pairs with too few raters, and shrinks (compiled: %s)', (compiled) => {
    const settings = { ...all, compiled, similarity: 'full-cosine', minSupport: 2, shrinkage: 2 } as const;
    const { indices, similarities: found } = nearestItems(small, settings);
    expect([...indices]).toEqual([1, -1, 0, -1, -1, -1]);
    expect(found[0]).toBe(Math.fround((((4 * 5 + 3 * 3) / (5 * Math.sqrt(34))) * 2) / 4));
  });

  it('takes ratings that are on no grid', () => {
    const values = Array.from({ length: 40 }, (_, n) => 1 + n / 10);
    const columns = { users: values.map((_, n) => n >> 2), items: values.map((_, n) => n % 4), values };
    const { indices } = nearestItems(Ratings.from(columns, { min: 1, max: 5 }), {
      ...all,
      similarity: 'msd',
    });
    expect([...indices]).toEqual([1, 2, 0, 2, 1, 3, 2, 1]);
  });

  it('stops when the caller throws, and knows beforehand what it needs', () => {
    const onWork = (): never => {
      throw new FitCancelledError();
    };
    expect(() => nearestItems(small, { ...all, similarity: 'msd', onWork })).toThrow(FitCancelledError);
    const maxBytes = 1000;
    expect(() => nearestItems(small, { ...all, similarity: 'msd', maxBytes })).toThrow(ModelTooLargeError);
  });
});

describe('the kernel of nearestItems against its plain twin', () => {
  if (!compileBuild('simd128')) {
    it.todo('needs a runtime with 128-bit SIMD');
    return;
  }
  const many = halfStars(1000, 60);

  // Packed sums of cosine and pearson hold 655 and 809 users: they are emptied on the way.
  it.each(similarities)(
    'finds the same lists to the bit, on one, two and three threads: %s',
    (similarity) => {
      for (const rest of [
        { size: 7, minSupport: 1, shrinkage: 0 },
        { size: 200, minSupport: 30, shrinkage: 0 },
        { size: 20, minSupport: 1, shrinkage: 50 },
      ]) {
        const expected = nearestItems(many, { similarity, ...rest, threads: 1, compiled: false });
        for (const threads of rest.size === 7 ? [1, 2, 3] : [2])
          expect(nearestItems(many, { similarity, ...rest, threads })).toEqual(expected);
      }
    },
  );

  it('does not run over with more users than packed counts hold', () => {
    const crowd = halfStars(7000, 5);
    for (const similarity of similarities) {
      const settings = { similarity, size: 5, minSupport: 1, shrinkage: 0, threads: 2 };
      expect(nearestItems(crowd, settings)).toEqual(nearestItems(crowd, { ...settings, compiled: false }));
    }
  });

  it('tells its progress to the end', () => {
    const told: number[] = [];
    const onProgress = (ratio: number): void => void told.push(ratio);
    nearestItems(many, { similarity: 'msd', size: 5, minSupport: 1, shrinkage: 0, threads: 1, onProgress });
    expect(told.at(-1)).toBe(1);
  });
});
