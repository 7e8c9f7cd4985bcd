import { trainEase } from '../models/ease.js';
import { likesOf } from '../models/likes.js';
import { fillEase, planEase } from '../parallel/ease-plan.js';
import { float32At } from '../parallel/shared-layout.js';
import { syntheticRatings } from '../testing/synthetic-ratings.js';
import { gramRows } from './gram-rows.js';
import { valueIndex } from './symmetric-blocks.js';
import { compileBuild, instantiateKernels } from './wasm.js';

const builds = (['simd128', 'relaxed-simd'] as const).filter((build) => compileBuild(build) !== null);
const ratings = syntheticRatings(150, 300, 0.3);

it('has at least one build to compare', () => {
  expect(builds).toContain('simd128');
});

describe.each(builds)('EASE by the %s kernels', (build) => {
  const module = compileBuild(build)!;

  it('counts the same Gram matrix as its plain twin, to the bit', () => {
    const { lists } = likesOf(ratings, 4, 1000);
    const { plan, layout } = planEase(lists, { threads: 1, neighbourCount: 5 });
    const memory = layout.allocate('the test');
    fillEase(plan, memory, lists, 7);
    instantiateKernels(module, memory).gramRows(
      0,
      plan.itemCount,
      plan.size,
      plan.offsets.address,
      plan.begins.address,
      plan.ends.address,
      plan.lists.address,
      plan.scales.address,
      plan.counts[0].address,
      plan.matrix.address,
    );
    const kernel = float32At(memory, plan.matrix);
    const values = new Float32Array(kernel.length);
    for (let row = plan.itemCount; row < plan.blockCount * plan.size; row++) {
      values[valueIndex(plan.size, row, row)] = 1;
    }
    gramRows(
      lists,
      float32At(memory, plan.scales),
      { size: plan.size, blockCount: plan.blockCount, values },
      0,
      plan.itemCount,
    );
    expect(kernel.some((value) => value > 0 && value < 1)).toBe(true);
    expect(kernel.slice()).toEqual(values);
  });

  it('gives the weights that the plain twins give, up to single precision', () => {
    const settings = { regularisation: 5, neighboursPerItem: 0 };
    const kernel = trainEase(ratings, settings, { seed: 1, kernels: { build, module } }).state().tensors;
    const plain = trainEase(ratings, settings, { seed: 1, kernels: null }).state().tensors;
    expect(kernel.neighbours.data).toEqual(plain.neighbours.data);
    const weights = plain.weights.data;
    expect(weights.some((weight) => Math.abs(weight) > 0.05)).toBe(true);
    const differences = Array.from(kernel.weights.data, (one, at) => Math.abs(one - weights[at]));
    expect(differences.filter((difference) => !(difference < 2e-6))).toEqual([]);
  });
});
