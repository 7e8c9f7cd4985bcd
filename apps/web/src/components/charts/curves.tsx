import { LineChart } from '@mantine/charts';
import '@mantine/charts/styles.layer.css';

export interface CurvesProps {
  series: readonly {
    name: string;
    label: string;
    color: string;
    points: readonly { x: number; y: number }[];
  }[];
  height?: number;
  format?: { x: (value: number) => string; y: (value: number) => string };
  /** Draws the vertical axis by orders of magnitude; what is not above zero is left out. */
  logarithmic?: boolean;
}

/** Curves over a horizontal axis of numbers, each with points of its own. */
export default function Curves({ series, height = 280, format, logarithmic = false }: CurvesProps) {
  const rows = new Map<number, Record<string, number>>();
  for (const { name, points } of series) {
    for (const { x, y } of points) {
      if (logarithmic && y <= 0) continue;
      const row = rows.get(x) ?? { x };
      row[name] = y;
      rows.set(x, row);
    }
  }
  const data = [...rows.values()].sort((a, b) => a.x - b.x);
  return (
    <LineChart
      h={height}
      data={data}
      dataKey="x"
      series={series.map(({ name, label, color }) => ({ name, label, color }))}
      valueFormatter={format?.y}
      withLegend={series.length > 1}
      legendProps={{ itemSorter: null }}
      withDots={series.every(({ points }) => points.length < 40)}
      dotProps={{ r: 2 }}
      connectNulls
      curveType="linear"
      strokeWidth={1.75}
      gridColor="var(--chart-grid)"
      textColor="var(--mantine-color-dimmed)"
      tickLine="none"
      lineProps={{ isAnimationActive: false }}
      yAxisProps={{
        width: 60,
        domain: ['auto', 'auto'],
        scale: logarithmic ? 'log' : 'auto',
        allowDataOverflow: logarithmic,
      }}
      xAxisProps={{
        type: 'number',
        domain: ['dataMin', 'dataMax'],
        minTickGap: 28,
        tickFormatter: format?.x,
      }}
      tooltipProps={{ labelFormatter: (x) => (typeof x === 'number' && format ? format.x(x) : x) }}
    />
  );
}
