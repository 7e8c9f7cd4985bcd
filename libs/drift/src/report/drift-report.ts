import type { DatasetDrift } from '../dataset-drift.js';
import type { ReportSection } from './report-section.js';
import type { DescribedWindow } from '../windows.js';

/** A window and how many rows it holds. */
export interface ReportWindow extends DescribedWindow {
  readonly rows: number;
}

/** Everything that a drift report says; `toHtmlReport` and `toEvidentlyReport` render it. */
export interface DriftReport {
  readonly drift: DatasetDrift;
  readonly referenceWindow: ReportWindow;
  readonly currentWindow: ReportWindow;
  /** When the comparison was made, milliseconds since 1970 UTC. */
  readonly computedAtMs: number;
  /** Name and version of the model that served in the current window; null when there was none. */
  readonly model: string | null;
  /** The first sentence of the page; that of the drift verdict when left out. */
  readonly headline?: string;
  /** What stands between the verdict and the columns, at most ten. */
  readonly sections?: readonly ReportSection[];
}
