import { writeWalk } from '../parallel/bpr-share.js';
import { float32At, int32At, SharedLayout } from '../parallel/shared-layout.js';
import { seededRandom } from '../random.js';
import { bprWalk, NEGATIVE_TRIES, WALK_WORDS, type BprFactors, type BprWalk } from './bpr-walk.js';
import { compileBuild, instantiateKernels, type KernelBuild } from './wasm.js';

const USERS = 12;
const ITEMS = 40;
const FIRST_USER = 3;
const builds: KernelBuild[] = ['simd128', 'relaxed-simd'];
const [LEARNING_RATE, REGULARISATION] = [0.05, 0.02];

describe.each(builds)('the %s kernel of BPR against its plain twin', (build) => {
  const module = compileBuild(build);
  if (!module) {
    it.todo(`needs a runtime that accepts the ${build} build as it was started`);
    return;
  }

  it.each([5, 16, 64])(
    'draws the same negatives and learns the same from them, %d factors',
    (factorCount) => {
      const { memory, places, walk, factors } = problem(factorCount);
      const expected: BprFactors = {
        ...factors,
        marks: factors.marks.slice(),
        userFactors: factors.userFactors.slice(),
        itemFactors: factors.itemFactors.slice(),
        itemBiases: factors.itemBiases.slice(),
      };
      writeWalk(int32At(memory, places.walk), walk);
      const done = [];
      for (let met = 1; met > 0; done.push(met)) {
        met = bprWalk(walk, expected, 20, LEARNING_RATE, REGULARISATION);
      }

      const kernels = instantiateKernels(module, memory);
      for (const count of done) {
        expect(
          kernels.bprWalk(
            places.walk.address,
            20,
            factors.rowLength * 4,
            places.items.address,
            places.marks.address,
            places.userFactors.address,
            places.itemFactors.address,
            places.itemBiases.address,
            LEARNING_RATE,
            1 - LEARNING_RATE * REGULARISATION,
            NEGATIVE_TRIES,
          ),
        ).toBe(count);
      }

      expect(done.reduce((sum, one) => sum + one, 0)).toBe(factors.items.length);
      expect(int32At(memory, places.walk)[9] >>> 0).toBe(walk.state);
      expect([...factors.marks]).toEqual([...expected.marks]);
      for (const name of ['userFactors', 'itemFactors', 'itemBiases'] as const) {
        let worst = 0;
        expected[name].forEach((one, at) => (worst = Math.max(worst, Math.abs(one - factors[name][at]))));
        expect([name, worst < 5e-6 || worst]).toEqual([name, true]);
      }
    },
  );
});

describe('bprWalk', () => {
  it('draws no positive of the user, and each other item of both parts, a share from the positive’s own', () => {
    const { walk, factors } = problem(1);
    const { rowLength, items } = factors;
    const positives = new Set(items.subarray(walk.blocks[0].offsets[0], walk.blocks[0].offsets[1]));
    for (const item of items.subarray(walk.blocks[1].offsets[0], walk.blocks[1].offsets[1]))
      positives.add(item);
    // With users' factors 0 only biases move, each time by half a step: a negative's tells how often it was drawn.
    factors.userFactors.fill(0);
    const drawn = new Float64Array(ITEMS);
    for (let round = 0; round < 2000; round++) {
      factors.itemBiases.fill(0);
      factors.itemFactors.fill(0, 0, rowLength * ITEMS);
      walk.user = 0;
      bprWalk(walk, factors, 1, 1e-3, 0);
      factors.itemBiases.forEach((bias, item) => {
        if (bias < 0) drawn[item] += Math.round(-bias / 5e-4);
      });
    }
    for (const item of positives) expect(drawn[item]).toBe(0);
    const others = [...drawn.keys()].filter((item) => !positives.has(item));
    expect(Math.min(...others.map((item) => drawn[item]))).toBeGreaterThan(50);
    const total = drawn.reduce((sum, one) => sum + one, 0);
    expect(total).toBe(2000 * positives.size);
  });
});

/** User n likes about n items of each part, the last one all of the first part. */
function problem(factorCount: number) {
  const random = seededRandom(5);
  const rowLength = Math.ceil(factorCount / 16) * 16;
  const parts = [
    [0, 15],
    [15, ITEMS],
  ] as const;
  const liked = parts.map(([from, to], part) =>
    Array.from({ length: USERS }, (_, user) =>
      Array.from({ length: to - from }, (__, n) => from + n).filter(
        () => random.uniform() < (user + 1) / 25 || (user === USERS - 1 && part === 0),
      ),
    ),
  );
  const items = liked.flat(2);
  const layout = new SharedLayout();
  const places = {
    offsets: parts.map(() => layout.add(USERS + 1)),
    items: layout.add(items.length),
    userFactors: layout.add((FIRST_USER + USERS) * rowLength),
    itemFactors: layout.add(ITEMS * rowLength),
    itemBiases: layout.add(ITEMS),
    marks: layout.add(ITEMS),
    walk: layout.add(WALK_WORDS),
  };
  const memory = layout.allocate('A test');
  let next = 0;
  const blocks = parts.map(([firstItem, end], part) => {
    const offsets = int32At(memory, places.offsets[part]);
    offsets[0] = next;
    liked[part].forEach((of, user) => (offsets[user + 1] = next += of.length));
    return { offsets, firstItem, itemCount: end - firstItem };
  });
  const factors: BprFactors = {
    rowLength,
    items: int32At(memory, places.items),
    marks: int32At(memory, places.marks),
    userFactors: float32At(memory, places.userFactors),
    itemFactors: float32At(memory, places.itemFactors),
    itemBiases: float32At(memory, places.itemBiases),
  };
  factors.items.set(items);
  for (const rows of [factors.userFactors, factors.itemFactors]) {
    for (let at = 0; at < rows.length; at++) if (at % rowLength < factorCount) rows[at] = random.normal() / 2;
  }
  const walk: BprWalk = {
    firstUser: FIRST_USER,
    userCount: USERS,
    blocks: [blocks[0], blocks[1]],
    ownShare: 2 ** 31,
    user: 0,
    state: 2 ** 32 - 5,
  };
  return { memory, places, walk, factors };
}
