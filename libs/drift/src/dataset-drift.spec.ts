import { cautiousRules, datasetDrift } from './dataset-drift.js';
import { continuous } from './testing/samples.js';

const same = { column: 'same', reference: continuous(1, 300), current: continuous(2, 300) };
const shifted = { column: 'shifted', reference: continuous(3, 300), current: continuous(4, 300, 1, 0.5) };
const title = { column: 'title', reference: ['Heat', 'Alien', 'Big'], current: ['Up'] };

describe('datasetDrift', () => {
  it('sees drift from a share of half of the columns on', () => {
    const result = datasetDrift([same, shifted]);
    expect(result).toMatchObject({
      verdict: 'drift',
      testedColumns: 2,
      driftedColumns: 1,
      driftedShare: 0.5,
    });
    expect(datasetDrift([same, shifted], { driftShare: 0.51 }).verdict).toBe('no-drift');
  });

  it('lists columns that cannot be compared instead of failing', () => {
    const result = datasetDrift([same, title]);
    expect(result.testedColumns).toBe(1);
    expect(result.skipped).toEqual([{ column: 'title', reason: expect.stringContaining('type text') }]);
  });

  it('has too few data when no column can be judged', () => {
    expect(datasetDrift([same], { minimumSampleSize: 301 }).verdict).toBe('insufficient-data');
    expect(datasetDrift([]).verdict).toBe('insufficient-data');
  });

  it('adjusts p-values for the number of columns when asked to', () => {
    const columns = Array.from({ length: 20 }, (_, i) => ({
      column: `column ${i}`,
      reference: continuous(100 + i, 200),
      current: continuous(200 + i, 200),
    }));
    const plain = datasetDrift(columns);
    const cautious = datasetDrift(columns, cautiousRules);
    expect(cautious.driftedColumns).toBeLessThanOrEqual(plain.driftedColumns);
    for (const { adjustedPValue, pValue } of cautious.columns) {
      expect(adjustedPValue).toBeGreaterThanOrEqual(pValue ?? NaN);
    }
    expect(datasetDrift([shifted, ...columns], cautiousRules).columns[0].verdict).toBe('drift');
  });
});
