import { float32At, int32At, SharedLayout } from '../parallel/shared-layout.js';
import { seededRandom } from '../random.js';
import { feedbackWeights, type FeedbackProblem } from './feedback-weights.js';
import { compileBuild, instantiateKernels, type KernelBuild } from './wasm.js';

const builds: KernelBuild[] = ['simd128', 'relaxed-simd'];

describe('feedbackWeights', () => {
  // Two rows with the one feature, scaled by 1 and ½: c = 1.25. Residuals of 3 and 2 beside a weight of 1 that is in them:
  // mean (3 + 1 + 1.25 · 1) / (1.25 + 0.75) = 2.625; noise 1 adds 1/√2.
  it('draws around the mean of a case worked by hand and takes the change out of the residuals', () => {
    const problem = onePrecisionProblem();
    feedbackWeights(problem, 0, 1);
    const weight = 2.625 + Math.SQRT1_2;
    expect(problem.weights[0]).toBeCloseTo(weight, 6);
    expect(problem.residuals[0]).toBeCloseTo(3 - (weight - 1), 6);
    expect(problem.residuals[8]).toBeCloseTo(2 - (weight - 1) / 2, 6);
  });

  it('leaves a feature that no row has to what was known of it', () => {
    const problem = { ...onePrecisionProblem(), offsets: Int32Array.of(0, 0) };
    feedbackWeights(problem, 0, 1);
    expect(problem.weights[0]).toBeCloseTo(1 / Math.sqrt(0.75), 6);
    expect([problem.residuals[0], problem.residuals[8]]).toEqual([3, 2]);
  });
});

describe.each(builds)('the %s kernel against its plain twin', (build) => {
  const module = compileBuild(build);
  if (!module) {
    it.todo(`needs a runtime that accepts the ${build} build as it was started`);
    return;
  }

  it.each([8, 16, 40])('draws the same weights in rows of %i floats', (rowLength) => {
    const { memory, places, problem } = randomProblem(rowLength);
    const expected = { ...problem, weights: problem.weights.slice(), residuals: problem.residuals.slice() };
    feedbackWeights(expected, 0, FEATURES);
    instantiateKernels(module, memory).feedbackWeights(
      0,
      FEATURES,
      rowLength * 4,
      places.offsets.address,
      places.others.address,
      places.scales.address,
      places.residuals.address,
      places.weights.address,
      places.noise.address,
      problem.strength,
      places.scratch.address,
    );
    for (const name of ['weights', 'residuals'] as const) {
      let worst = 0;
      expected[name].forEach((one, at) => (worst = Math.max(worst, Math.abs(one - problem[name][at]))));
      expect([name, worst < 2e-5 || worst]).toEqual([name, true]);
    }
  });
});

const FEATURES = 12;
const ROWS = 20;

function onePrecisionProblem(): FeedbackProblem {
  const residuals = new Float32Array(16);
  residuals[0] = 3;
  residuals[8] = 2;
  return {
    rowLength: 8,
    offsets: Int32Array.of(0, 2),
    others: Int32Array.of(0, 1),
    scales: Float32Array.of(1, 0.5),
    strength: 0.75,
    noise: Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0),
    residuals,
    weights: Float32Array.of(1, 0, 0, 0, 0, 0, 0, 0),
  };
}

/** Feature n is had by n rows. */
function randomProblem(rowLength: number) {
  const random = seededRandom(5);
  const layout = new SharedLayout();
  const places = {
    offsets: layout.add(FEATURES + 1),
    others: layout.add((FEATURES * (FEATURES - 1)) / 2),
    scales: layout.add(ROWS),
    residuals: layout.add(ROWS * rowLength),
    weights: layout.add(FEATURES * rowLength),
    noise: layout.add(FEATURES * rowLength),
    scratch: layout.add(rowLength),
  };
  const memory = layout.allocate('The test');
  const problem: FeedbackProblem = {
    rowLength,
    offsets: int32At(memory, places.offsets),
    others: int32At(memory, places.others),
    scales: float32At(memory, places.scales),
    strength: 0.75,
    noise: float32At(memory, places.noise),
    residuals: float32At(memory, places.residuals),
    weights: float32At(memory, places.weights),
  };
  for (let feature = 0, at = 0; feature < FEATURES; feature++) {
    for (let n = 0; n < feature; n++) problem.others[at++] = (n * 7 + feature) % ROWS;
    problem.offsets[feature + 1] = at;
  }
  for (let row = 0; row < ROWS; row++) problem.scales[row] = 0.2 + random.uniform();
  for (const name of ['noise', 'residuals', 'weights'] as const) {
    for (let at = 0; at < problem[name].length; at++) problem[name][at] = random.normal();
  }
  return { memory, places, problem };
}
