import { ScatterChart } from '@mantine/charts';
import '@mantine/charts/styles.layer.css';

export interface ScatterProps {
  series: readonly { name: string; color: string; points: readonly { x: number; y: number }[] }[];
  labels: { x: string; y: string };
  height?: number;
  format?: { x: (value: number) => string; y: (value: number) => string };
}

export default function Scatter({ series, labels, height = 240, format }: ScatterProps) {
  return (
    <ScatterChart
      h={height}
      data={series.map(({ name, color, points }) => ({
        name,
        color,
        data: points.map((one) => ({ ...one })),
      }))}
      dataKey={{ x: 'x', y: 'y' }}
      labels={labels}
      valueFormatter={format}
      withLegend={series.length > 1}
      gridColor="var(--chart-grid)"
      textColor="var(--mantine-color-dimmed)"
      tickLine="none"
      scatterProps={{ isAnimationActive: false }}
      xAxisProps={{ domain: ['auto', 'auto'], minTickGap: 28 }}
      yAxisProps={{ width: 52, domain: ['auto', 'auto'] }}
    />
  );
}
