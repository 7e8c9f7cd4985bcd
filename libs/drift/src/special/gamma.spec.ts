import { chiSquareSurvival, erfc } from './gamma.js';

/** [x, degrees of freedom, P(X ≥ x)] as scipy 1.10.1's chi2.sf gives it. */
const chiSquareValues: [number, number, number][] = [
  [0.1, 1, 0.7518296340458492],
  [3.84, 1, 0.05004352124870519],
  [50, 1, 1.537459794428033e-12],
  [1400, 1, 2.1010145162644003e-306],
  [0.5, 3, 0.9188914116546758],
  [9, 4, 0.06109948096033269],
  [200, 7, 1.147781224014262e-39],
  [99, 100, 0.5094721987983741],
  [150, 100, 0.0009039320423540184],
  [300, 100, 7.4121008573230175e-22],
  [50000, 50001, 0.500420524002702],
  [51000, 50001, 0.0008436117046872236],
  [49000, 50001, 0.9992754045555698],
  [2000000.0, 2000001, 0.5000664903876394],
  [2010000, 2000001, 2.9952291468861476e-7],
  [1e-5, 2, 0.9999950000125],
  [20, 1.5, 2.0366953502897692e-5],
];

describe('chiSquareSurvival', () => {
  it.each(chiSquareValues)('at %p with %p degrees of freedom is %p', (x, degrees, expected) => {
    expect(Math.abs(chiSquareSurvival(x, degrees) - expected)).toBeLessThanOrEqual(1e-10 * expected);
  });

  it('is 1 at 0 and 0 at infinity', () => {
    expect(chiSquareSurvival(0, 3)).toBe(1);
    expect(chiSquareSurvival(Infinity, 3)).toBe(0);
  });
});

describe('erfc', () => {
  it.each([
    [0.5, 0.4795001221869535],
    [3 / Math.SQRT2, 0.0026997960632601913],
    [26, 5.663192408856143e-296],
  ])('at %p is %p', (x, expected) => {
    expect(Math.abs(erfc(x) - expected)).toBeLessThanOrEqual(1e-12 * expected);
  });
});
