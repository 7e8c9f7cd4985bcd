import type { ColumnDrift, ReportWindow, SampleSummary } from '@marquee/drift';
import type {
  ColumnDriftDto,
  DriftReportDto,
  DriftSideDto,
  DriftWindowDto,
  SimpleDriftDto,
} from './drift.dto.js';
import type { StoredDriftReportDto } from './drift-reports.dto.js';
import { dataSentence, type DriftFindings } from './drift-findings.js';
import type { StoredReport } from './drift-report.js';
import { jointFeatures } from './watched-columns.js';

export function toDriftReport(report: DriftFindings): DriftReportDto {
  const { drift } = report;
  return {
    verdict: drift.verdict,
    summary: dataSentence(report),
    datasetDrift: drift.verdict === 'drift',
    driftShare: drift.driftedShare,
    driftShareThreshold: drift.driftShare,
    driftedColumns: drift.driftedColumns,
    rules: report.rules,
    columns: drift.columns.map((column) => toColumn(column, report)),
    referenceWindow: toWindow(report.referenceWindow),
    currentWindow: toWindow(report.currentWindow),
    modelVersion: report.modelVersion,
    multivariate: toMultivariate(report),
    cohorts: report.cohorts,
    facts: report.facts,
    computedAt: new Date(report.computedAtMs).toISOString(),
  };
}

/** A report from the history, with what it costs and what was done. */
export function toStoredReport(report: StoredReport): StoredDriftReportDto {
  const { id, createdAt, trigger, action, reason, jobId, outcome, harm, days, findings } = report;
  return { ...toDriftReport(findings), id, createdAt, trigger, action, reason, jobId, outcome, harm, days };
}

function toMultivariate({ multivariate }: DriftFindings): DriftReportDto['multivariate'] {
  const { importance, ...rest } = multivariate;
  const features = importance
    .map((share, i) => ({ name: jointFeatures[i], share }))
    .sort((a, b) => b.share - a.share);
  return { ...rest, features };
}

/** The same for the short path, whose names are snake_case. */
export function toSimpleDrift(full: DriftFindings): SimpleDriftDto {
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

function toColumn(drift: ColumnDrift, { tests }: DriftFindings): ColumnDriftDto {
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
