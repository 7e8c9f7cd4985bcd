import type { ColumnDrift } from '../column-drift.js';
import type { SampleSummary } from '../column-summary.js';
import { driftTests } from '../drift-tests.js';
import type { DriftReport } from './drift-report.js';

/** The version of Evidently whose JSON is followed. */
const EVIDENTLY_VERSION = '0.7.23';

export interface EvidentlySide {
  small_distribution: { x: (number | string)[]; y: number[] };
}

export interface EvidentlyColumn {
  column_name: string;
  column_type: 'num' | 'cat';
  stattest_name: string;
  stattest_threshold: number;
  drift_score: number;
  drift_detected: boolean;
  current: EvidentlySide;
  reference: EvidentlySide;
}

interface EvidentlyCounts {
  number_of_columns: number;
  number_of_drifted_columns: number;
  share_of_drifted_columns: number;
  dataset_drift: boolean;
}

/** The JSON of Evidently's `Report([DataDriftPreset()])`. */
export interface EvidentlyReport {
  version: string;
  metrics: [
    { metric: 'DatasetDriftMetric'; result: { drift_share: number } & EvidentlyCounts },
    {
      metric: 'DataDriftTable';
      result: EvidentlyCounts & {
        drift_by_columns: Record<string, EvidentlyColumn>;
        current_fi: null;
        reference_fi: null;
      };
    },
  ];
  timestamp: string;
}

/**
 * The report in the shape of Evidently's DataDriftPreset (its legacy `as_dict()`), numerical columns first and
 * each kind by name. A column that had too few data is left out: Evidently has no word for it. Categories of
 * a distribution are limited to the thousand most frequent.
 */
export function toEvidentlyReport({ drift, computedAtMs }: DriftReport): EvidentlyReport {
  const counts: EvidentlyCounts = {
    number_of_columns: drift.testedColumns,
    number_of_drifted_columns: drift.driftedColumns,
    share_of_drifted_columns: drift.driftedShare,
    dataset_drift: drift.verdict === 'drift',
  };
  const columns = drift.columns
    .filter((column) => column.verdict !== 'insufficient-data')
    .sort(byTypeAndName);
  return {
    version: EVIDENTLY_VERSION,
    metrics: [
      { metric: 'DatasetDriftMetric', result: { drift_share: drift.driftShare, ...counts } },
      {
        metric: 'DataDriftTable',
        result: {
          ...counts,
          drift_by_columns: Object.fromEntries(
            columns.map((column) => [column.column, evidentlyColumn(column)]),
          ),
          current_fi: null,
          reference_fi: null,
        },
      },
    ],
    timestamp: new Date(computedAtMs).toISOString().replace('T', ' ').replace('Z', ''),
  };
}

function byTypeAndName(a: ColumnDrift, b: ColumnDrift): number {
  if (a.type !== b.type) return a.type === 'numerical' ? -1 : 1;
  return a.column < b.column ? -1 : 1;
}

function evidentlyColumn(column: ColumnDrift): EvidentlyColumn {
  return {
    column_name: column.column,
    column_type: column.type === 'numerical' ? 'num' : 'cat',
    stattest_name: driftTests[column.test].evidentlyTitle,
    stattest_threshold: column.threshold,
    drift_score: column.score ?? 0,
    drift_detected: column.verdict === 'drift',
    current: evidentlySide(column.current),
    reference: evidentlySide(column.reference),
  };
}

function evidentlySide({ smallDistribution: { x, y } }: SampleSummary): EvidentlySide {
  return { small_distribution: { x: [...x], y: [...y] } };
}
