import { LineChart } from '@mantine/charts';
import '@mantine/charts/styles.layer.css';

export interface LinesProps<Row extends object> {
  rows: readonly Row[];
  /** Which field is the horizontal axis. */
  category: keyof Row & string;
  series: readonly { name: string; label: string; color: string }[];
  height?: number;
  format?: (value: number) => string;
  /** Start the vertical axis near the data instead of at zero. */
  zoomed?: boolean;
  withDots?: boolean;
}

export default function Lines<Row extends object>(props: LinesProps<Row>) {
  const { rows, category, series, height = 240, format, zoomed = false, withDots = false } = props;
  return (
    <LineChart
      h={height}
      data={rows as unknown as Record<string, unknown>[]}
      dataKey={category}
      series={series.map((one) => ({ ...one }))}
      valueFormatter={format}
      withLegend={series.length > 1}
      legendProps={{ itemSorter: null }}
      withDots={withDots || rows.length === 1}
      connectNulls
      curveType="linear"
      strokeWidth={2}
      gridColor="var(--chart-grid)"
      textColor="var(--mantine-color-dimmed)"
      tickLine="none"
      lineProps={{ isAnimationActive: false }}
      yAxisProps={{ width: 52, domain: zoomed ? ['auto', 'auto'] : undefined }}
      xAxisProps={{ minTickGap: 28 }}
    />
  );
}
