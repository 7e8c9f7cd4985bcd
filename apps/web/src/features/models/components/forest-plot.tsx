import { formatDecimal } from '../../../lib/format';
import classes from './forest-plot.module.css';

interface ForestPlotProps {
  mean: number;
  low: number;
  high: number;
  /** Distance from 0 to the edge, the same for all rows of a table; what is further off is drawn at the edge. */
  reach: number;
}

const width = 260;
const height = 24;

/** One row of a forest plot: an estimate with its interval, beside the line of no difference. */
export function ForestPlot({ mean, low, high, reach }: ForestPlotProps) {
  const x = (value: number) => {
    const clamped = Math.max(-reach, Math.min(reach, value));
    return width / 2 + (clamped / (reach || 1)) * (width / 2 - 6);
  };
  const tone = low > 0 ? classes.better : high < 0 ? classes.worse : '';
  return (
    <svg
      className={classes.plot}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${formatDecimal(mean, 4)}, between ${formatDecimal(low, 4)} and ${formatDecimal(high, 4)}`}
    >
      <line className={classes.zero} x1={x(0)} x2={x(0)} y1={0} y2={height} />
      <line
        className={`${classes.interval} ${tone}`}
        x1={x(low)}
        x2={x(high)}
        y1={height / 2}
        y2={height / 2}
      />
      <circle className={`${classes.mean} ${tone}`} cx={x(mean)} cy={height / 2} r={5} />
    </svg>
  );
}
