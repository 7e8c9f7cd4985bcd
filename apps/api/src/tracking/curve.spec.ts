import { drawable, largestTriangles, type CurvePoint } from './curve.js';

const at = (step: number, value: number, timestamp = 0): CurvePoint => ({ step, timestamp, value });
const stepOf = ({ step }: CurvePoint): number => step;

describe('largestTriangles', () => {
  it('leaves a short curve as it is', () => {
    const points = [at(0, 1), at(1, 2), at(2, 3)];
    expect(largestTriangles(points, 3, stepOf)).toEqual(points);
    expect(largestTriangles([], 10, stepOf)).toEqual([]);
  });

  it('keeps the ends, and of each bucket the point with the largest triangle', () => {
    // Two buckets: steps 1–2 and 3–4. From (0, 0) to the mean (3.5, 0) of the second, (2, 5) spans 17.5, (1, 1) 3.5;
    // from there to the end (5, 0) the flat points span 10 (step 3: 2·5 = 10) and 5 (step 4).
    const points = [at(0, 0), at(1, 1), at(2, 5), at(3, 0), at(4, 0), at(5, 0)];
    expect(largestTriangles(points, 4, stepOf).map(stepOf)).toEqual([0, 2, 3, 5]);
  });

  it('keeps a single spike among a hundred thousand points', () => {
    const points = Array.from({ length: 100_000 }, (_, step) =>
      at(step, step === 54_321 ? 9 : Math.sin(step / 9000)),
    );
    const drawn = largestTriangles(points, 200, stepOf);
    expect(drawn).toHaveLength(200);
    expect(drawn).toContainEqual(at(54_321, 9));
  });
});

describe('drawable', () => {
  it('puts points in order and drops those that are there twice', () => {
    expect(drawable([at(2, 1), at(0, 5), at(2, 1), at(1, 3)], 10)).toEqual([at(0, 5), at(1, 3), at(2, 1)]);
  });

  it('draws over time when every step is the same', () => {
    const points = [0, 1, 2, 50, 51, 99].map((timestamp) => at(0, timestamp === 2 ? 4 : 1, timestamp));
    const drawn = drawable(points, 4);
    expect(drawn).toHaveLength(4);
    expect(drawn.map(({ timestamp }) => timestamp)).toContain(2);
  });
});
