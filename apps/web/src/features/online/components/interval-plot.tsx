import { Text } from '@mantine/core';
import classes from './interval-plot.module.css';

export interface PlottedInterval {
  label: string;
  value: number;
  low: number;
  high: number;
  muted?: boolean;
}

/** Intervals on one axis with a line at zero: which of them leave it out is seen at once. */
export function IntervalPlot({
  intervals,
  format,
}: {
  intervals: readonly PlottedInterval[];
  format: (value: number) => string;
}) {
  const reach =
    Math.max(...intervals.flatMap(({ low, high }) => [Math.abs(low), Math.abs(high)]), 1e-9) * 1.05;
  const place = (value: number) => `${50 + (50 * value) / reach}%`;
  return (
    <ul className={classes.plot}>
      {intervals.map(({ label, value, low, high, muted }) => (
        <li key={label} className={classes.row}>
          <Text size="xs" c="dimmed">
            {label}: {format(value)} ({format(low)} to {format(high)})
          </Text>
          <div className={classes.axis} aria-hidden="true" data-muted={muted || undefined}>
            <span className={classes.zero} />
            <span
              className={classes.span}
              style={{ left: place(low), right: `calc(100% - ${place(high)})` }}
            />
            <span className={classes.point} style={{ left: place(value) }} />
          </div>
        </li>
      ))}
    </ul>
  );
}
