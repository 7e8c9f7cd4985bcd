import { lazy } from 'react';
import type { BarsProps } from './bars';
import type { CurvesProps } from './curves';
import type { LinesProps } from './lines';
import type { ScatterProps } from './scatter';

const LazyBars = lazy(() => import('./bars'));
const LazyCurves = lazy(() => import('./curves'));
const LazyLines = lazy(() => import('./lines'));
const LazyScatter = lazy(() => import('./scatter'));

/** A bar chart; its drawing code is fetched when the first one is shown. Put it inside a Figure. */
export function Bars<Row extends object>(props: BarsProps<Row>) {
  return <LazyBars {...(props as unknown as BarsProps<object>)} />;
}

/** A line chart; its drawing code is fetched when the first one is shown. Put it inside a Figure. */
export function Lines<Row extends object>(props: LinesProps<Row>) {
  return <LazyLines {...(props as unknown as LinesProps<object>)} />;
}

/** Points in a plane; its drawing code is fetched when the first one is shown. Put it inside a Figure. */
export function Scatter(props: ScatterProps) {
  return <LazyScatter {...props} />;
}

/** Curves with a horizontal axis of numbers; its drawing code is fetched when the first one is shown. Put it inside a Figure. */
export function Curves(props: CurvesProps) {
  return <LazyCurves {...props} />;
}
