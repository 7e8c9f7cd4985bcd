import { seededRandom } from '../random.js';
import type { ScoredItems } from './item-scores.js';
import { bestItems, TopNScorer } from './top-n-scorer.js';
import { compileBuild, type KernelBuild } from './wasm.js';

const random = seededRandom(5);
const normals = (length: number, spread = 1): Float32Array =>
  Float32Array.from({ length }, () => spread * random.normal());

/** Items whose norms and axes differ as those of a fitted model do, or not at all. */
function someItems(itemCount: number, factorCount: number, decay: number): ScoredItems {
  const itemFactors = normals(itemCount * factorCount);
  for (let at = 0; at < itemFactors.length; at++) {
    const item = Math.floor(at / factorCount);
    itemFactors[at] *= Math.exp((-decay * (at % factorCount)) / factorCount - (decay * item) / itemCount);
  }
  return { factorCount, itemFactors, itemBiases: normals(itemCount, 0.5) };
}

const builds = (['simd128', 'relaxed-simd'] as const).filter((build) => compileBuild(build));

describe.each(builds)('TopNScorer, %s', (build: KernelBuild) => {
  const kernels = { build, module: compileBuild(build)! };

  it.each([
    [1, 1, 0],
    [40, 3, 1],
    [500, 16, 0],
    [700, 17, 2],
    [2000, 64, 0],
    [2000, 64, 4],
    [900, 130, 3],
    [300, 300, 1],
  ])(
    'lists the same of %d items by %d factors as scoring and sorting all, bit for bit',
    (itemCount, k, decay) => {
      const items = someItems(itemCount, k, decay);
      const scorer = TopNScorer.of(items, { kernels, maxN: 200 })!;
      const users = normals(4 * k);
      for (const user of [0, 1, 2, 3]) {
        for (const n of [1, 10, 100, 200]) {
          const excluded = Int32Array.from({ length: itemCount / 5 }, () => random.integer(itemCount));
          const expected = bestItems(items, users, user * k, 3.5, n, excluded);
          expect(scorer.best(users, user * k, 3.5, n, excluded)).toEqual(expected);
          expect(scorer.best(users, user * k, 3.5, n, excluded, true)).toEqual(expected);
        }
      }
    },
  );

  it('orders equal scores by item, also at the edge of the list', () => {
    // Few different values, so that sums are exact and many are equal.
    const few = (length: number): Float32Array => Float32Array.from({ length }, () => random.integer(3) - 1);
    for (let round = 0; round < 30; round++) {
      const k = 1 + random.integer(6);
      const itemCount = 20 + random.integer(300);
      const items = { factorCount: k, itemFactors: few(itemCount * k), itemBiases: few(itemCount) };
      const user = few(k);
      const n = 1 + random.integer(20);
      const found = TopNScorer.of(items, { kernels })!.best(user, 0, 1, n);
      // null where too many are equal: then all are looked at one by one
      if (found) expect(found).toEqual(bestItems(items, user, 0, 1, n));
    }
  });

  it('tells when all scores are equal or none is a number, instead of guessing', () => {
    const items = { factorCount: 2, itemFactors: new Float32Array(2000), itemBiases: new Float32Array(1000) };
    const scorer = TopNScorer.of(items, { kernels, maxN: 10 })!;
    expect(scorer.best(Float32Array.of(1, 1), 0, 0, 10)).toBeNull();
    expect(scorer.best(Float32Array.of(NaN, 1), 0, 0, 10)).toBeNull();
  });

  it('forgets what was excluded before', () => {
    const items = someItems(100, 8, 1);
    const scorer = TopNScorer.of(items, { kernels })!;
    const user = normals(8);
    const before = scorer.best(user, 0, 0, 5)!;
    expect(scorer.best(user, 0, 0, 5, before.items)!.items).not.toEqual(before.items);
    expect(scorer.best(user, 0, 0, 5)).toEqual(before);
  });

  it('leaves most panels early where few axes and items carry most', () => {
    const items = someItems(4000, 64, 12);
    const scorer = TopNScorer.of(items, { kernels, userNorm: 8 })!;
    scorer.best(normals(64), 0, 0, 20);
    expect(scorer.completedPanels).toBeLessThan(4000 / 16 / 2);
  });
});
