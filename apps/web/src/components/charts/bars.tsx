import { BarChart } from '@mantine/charts';
import '@mantine/charts/styles.layer.css';

export interface BarsProps<Row extends object> {
  rows: readonly Row[];
  /** Which field names the bar. */
  category: keyof Row & string;
  series: readonly { name: keyof Row & string; label: string; color: string }[];
  height?: number;
  format?: (value: number) => string;
  sideways?: boolean;
  /** Room for the category names of a sideways chart, in pixels. */
  categoryWidth?: number;
}

export default function Bars<Row extends object>(props: BarsProps<Row>) {
  const { rows, category, series, height = 240, format, sideways = false, categoryWidth = 92 } = props;
  return (
    <BarChart
      h={height}
      data={rows as unknown as Record<string, unknown>[]}
      dataKey={category}
      orientation={sideways ? 'vertical' : 'horizontal'}
      series={series.map((one) => ({ ...one }))}
      valueFormatter={format}
      withLegend={series.length > 1}
      legendProps={{ itemSorter: null }}
      gridColor="var(--chart-grid)"
      textColor="var(--mantine-color-dimmed)"
      tickLine="none"
      maxBarWidth={sideways ? 22 : 44}
      barProps={{ radius: sideways ? [0, 3, 3, 0] : [3, 3, 0, 0], isAnimationActive: false }}
      yAxisProps={sideways ? { width: categoryWidth, interval: 0 } : { width: 56 }}
      xAxisProps={{ minTickGap: 12 }}
    />
  );
}
