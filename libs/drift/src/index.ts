export { andersonDarlingTest } from './anderson-darling.js';
export { binnedShares, withZerosFilled, type BinnedShares } from './binned-shares.js';
export { chiSquareTest } from './chi-square.js';
export { columnDrift, type ColumnDrift, type ColumnDriftOptions, type ColumnInput } from './column-drift.js';
export { type ColumnHistogram, type SampleSummary, type SmallDistribution } from './column-summary.js';
export { inferColumnType, type ColumnType, type ColumnValues, type ComparableType } from './column-type.js';
export { benjaminiHochberg } from './correction.js';
export { cramerVonMisesTest } from './cramer-von-mises.js';
export {
  cautiousRules,
  datasetDrift,
  evidentlyRules,
  type DatasetColumn,
  type DatasetDrift,
  type DatasetDriftOptions,
  type SkippedColumn,
} from './dataset-drift.js';
export { defaultTest } from './default-test.js';
export {
  domainClassifier,
  type DomainClassifierOptions,
  type DomainClassifierResult,
  type FeatureRows,
} from './domain-classifier.js';
export { driftTests, type DriftTest } from './drift-tests.js';
export { effectSize, type EffectMagnitude, type EffectSize, type EffectSizeOptions } from './effect-size.js';
export { energyDistanceTest } from './energy-distance.js';
export { eppsSingletonTest } from './epps-singleton.js';
export {
  EmptyWindowError,
  UnsuitableTestError,
  UnsupportedColumnError,
  WindowsOverlapError,
} from './errors.js';
export { fisherExactTest } from './fisher-exact.js';
export { gTest } from './g-test.js';
export { hellingerTest } from './hellinger.js';
export { homogeneityTest } from './homogeneity.js';
export { jensenShannonTest } from './jensen-shannon.js';
export { klDivergenceTest } from './kl-divergence.js';
export { ksTest } from './ks-test.js';
export { mannWhitneyTest } from './mann-whitney.js';
export { mmdTest } from './mmd.js';
export { psiTest } from './psi.js';
export { seededRandom, type Random } from './random.js';
export type {
  DriftTestName,
  DriftTestResult,
  MonteCarloOptions,
  ThresholdOptions,
  Verdict,
} from './result.js';
export {
  categoricalSample,
  numericSample,
  type CategoricalInput,
  type CategoricalSample,
  type Category,
  type NumericInput,
  type NumericSample,
  type Sample,
} from './sample.js';
export { tTest } from './t-test.js';
export { totalVariationTest } from './total-variation.js';
export { wassersteinTest } from './wasserstein.js';
export { zTest } from './z-test.js';
export type { DriftReport, ReportWindow } from './report/drift-report.js';
export { toEvidentlyReport, type EvidentlyColumn, type EvidentlyReport } from './report/evidently-report.js';
export type { ReportChart, ReportLine, ReportSection } from './report/report-section.js';
export { toHtmlReport } from './report/html-report.js';
export { verdictSentence } from './report/wording.js';
export {
  chooseWindows,
  describeSpan,
  lastRatings,
  type DescribedWindow,
  type DriftWindows,
  type IndexWindow,
  type TimeWindow,
  type WindowChoice,
  type WindowFacts,
} from './windows.js';
