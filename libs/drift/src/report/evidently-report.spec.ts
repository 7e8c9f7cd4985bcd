import { datasetDrift } from '../dataset-drift.js';
import { continuous, labels } from '../testing/samples.js';
import { toEvidentlyReport } from './evidently-report.js';

/** What Evidently 0.7.23's DataDriftPreset gave as JSON for the two columns below; its timestamp is left out. */
const expected = {
  version: '0.7.23',
  metrics: [
    {
      metric: 'DatasetDriftMetric',
      result: {
        drift_share: 0.5,
        number_of_columns: 2,
        number_of_drifted_columns: 2,
        share_of_drifted_columns: 1.0,
        dataset_drift: true,
      },
    },
    {
      metric: 'DataDriftTable',
      result: {
        number_of_columns: 2,
        number_of_drifted_columns: 2,
        share_of_drifted_columns: 1.0,
        dataset_drift: true,
        drift_by_columns: {
          x: {
            column_name: 'x',
            column_type: 'num',
            stattest_name: 'K-S p_value',
            stattest_threshold: 0.05,
            drift_score: 0.0014264303851701861,
            drift_detected: true,
            current: {
              small_distribution: {
                x: [
                  0.10123619288206101, 0.2009899451164529, 0.3007436973508448, 0.4004974495852367,
                  0.5002512018196286, 0.6000049540540204, 0.6997587062884123, 0.7995124585228042,
                  0.899266210757196, 0.9990199629915879, 1.0987737152259798,
                ],
                y: [
                  0.8520982729579442, 0.8019748451368889, 0.8520982729579439, 0.9523451286000555,
                  1.002468556421111, 1.1027154120632223, 1.1528388398842777, 1.3032091233474443,
                  1.002468556421111, 1.002468556421111,
                ],
              },
            },
            reference: {
              small_distribution: {
                x: [
                  0.0016011265106499195, 0.10119166751392186, 0.2007822085171938, 0.3003727495204658,
                  0.3999632905237377, 0.4995538315270096, 0.5991443725302816, 0.6987349135335535,
                  0.7983254545368255, 0.8979159955400974, 0.9975065365433693,
                ],
                y: [
                  1.204933709478067, 0.7028779971955391, 0.8534947108802973, 1.2049337094780674,
                  1.054316995793309, 1.0543169957933078, 1.1045225670215617, 1.0041114245650562,
                  0.803289139652045, 1.054316995793309,
                ],
              },
            },
          },
          genre: {
            column_name: 'genre',
            column_type: 'cat',
            stattest_name: 'chi-square p_value',
            stattest_threshold: 0.05,
            drift_score: 6.58490953664572e-8,
            drift_detected: true,
            current: {
              small_distribution: {
                x: ['Comedy', 'Drama', 'War'],
                y: [96, 54, 50],
              },
            },
            reference: {
              small_distribution: {
                x: ['Comedy', 'Drama', 'War'],
                y: [59, 70, 71],
              },
            },
          },
        },
        current_fi: null,
        reference_fi: null,
      },
    },
  ],
};

const genres = ['Comedy', 'Drama', 'War'];
const genresOf = (drawn: Int32Array) => Array.from(drawn, (label) => genres[label]);
const window = { fromMs: 0, toMs: 1, rows: 200, description: 'all' };

const report = (columns: Parameters<typeof datasetDrift>[0]) =>
  toEvidentlyReport({
    drift: datasetDrift(columns),
    referenceWindow: window,
    currentWindow: window,
    computedAtMs: 0,
    model: null,
  });

/** Every number rounded to eleven digits, so that the last bits of sums may differ. */
const rounded = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, part: unknown) =>
      typeof part === 'number' ? Number(part.toPrecision(11)) : part,
    ),
  );

describe('toEvidentlyReport', () => {
  const columns = [
    { column: 'genre', reference: genresOf(labels(3, 200, 3)), current: genresOf(labels(4, 200, 3, 1.3)) },
    { column: 'x', reference: continuous(1, 200), current: continuous(2, 200, 1, 0.1) },
  ];

  it('gives the JSON that Evidently gives', () => {
    const { timestamp, ...rest } = report(columns);
    expect(rounded(rest)).toEqual(rounded(expected));
    expect(timestamp).toBe('1970-01-01 00:00:00.000');
  });

  it('leaves out a column that had too few data', () => {
    const withEmpty = report([...columns, { column: 'empty', reference: [], current: [1.5] }]);
    expect(withEmpty.metrics[1].result.number_of_columns).toBe(2);
    expect(Object.keys(withEmpty.metrics[1].result.drift_by_columns)).toEqual(['x', 'genre']);
  });
});
