import { verdictSentence, type ColumnDrift, type ReportWindow, type SampleSummary } from '@marquee/drift';
import type {
  ColumnDriftDto,
  DriftReportDto,
  DriftSideDto,
  DriftWindowDto,
  SimpleDriftDto,
} from './drift.dto.js';
import type { FullDriftReport } from './drift.service.js';

export function toDriftReport(report: FullDriftReport): DriftReportDto {
  const { drift } = report;
  return {
    verdict: drift.verdict,
    summary: verdictSentence(drift),
    datasetDrift: drift.verdict === 'drift',
    driftShare: drift.driftedShare,
    driftShareThreshold: drift.driftShare,
    driftedColumns: drift.driftedColumns,
    rules: report.rules,
    columns: drift.columns.map((column) => toColumn(column, report)),
    referenceWindow: toWindow(report.referenceWindow),
    currentWindow: toWindow(report.currentWindow),
    modelVersion: report.modelVersion,
    computedAt: new Date(report.computedAtMs).toISOString(),
  };
}

/** The same for the short path, whose names are snake_case. */
export function toSimpleDrift(full: FullDriftReport): SimpleDriftDto {
  const report = toDriftReport(full);
  return {
    verdict: report.verdict,
    summary: report.summary,
    dataset_drift: report.datasetDrift,
    drift_share: report.driftShare,
    drifted_columns: report.driftedColumns,
    columns: report.columns.map(
      ({ column, type, test, statistic, pValue, threshold, verdict, reference, current }) => ({
        column,
        type,
        test,
        statistic,
        p_value: pValue,
        threshold,
        verdict,
        reference,
        current,
      }),
    ),
    reference_window: report.referenceWindow,
    current_window: report.currentWindow,
    model: report.modelVersion === null ? null : { version: report.modelVersion },
    computed_at: report.computedAt,
  };
}

function toColumn(drift: ColumnDrift, { tests }: FullDriftReport): ColumnDriftDto {
  const { column, type, test, statistic, pValue, score, threshold, verdict, adjustedPValue, effectSize } =
    drift;
  return {
    column,
    type,
    test,
    statistic,
    pValue,
    score,
    threshold,
    verdict,
    adjustedPValue,
    effectSize,
    reference: toSide(drift.reference),
    current: toSide(drift.current),
    tests: [...(tests[column] ?? [])],
  };
}

function toSide({ count, missing, mean, histogram }: SampleSummary): DriftSideDto {
  const bins =
    histogram.kind === 'numerical' ? { edges: [...histogram.edges] } : { labels: [...histogram.labels] };
  return {
    count,
    missing,
    mean,
    histogram: { kind: histogram.kind, ...bins, counts: [...histogram.counts] },
  };
}

function toWindow({ fromMs, toMs, rows, description }: ReportWindow): DriftWindowDto {
  return {
    from: new Date(fromMs).toISOString(),
    to: new Date(toMs).toISOString(),
    ratings: rows,
    description,
  };
}
