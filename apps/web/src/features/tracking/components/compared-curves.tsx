import { Group, SegmentedControl, SimpleGrid, Slider, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { Curves } from '../../../components/charts/charts';
import { Figure } from '../../../components/charts/figure';
import type { RunComparison } from '../../../lib/api-types';
import { formatDecimal, formatDuration } from '../../../lib/format';
import { metricLabel } from '../../../lib/metric-names';
import { runColour } from '../run-colours';
import { smoothed } from '../smoothing';

type Axis = 'step' | 'time';

/** The curves that several runs have, laid over each other. */
export function ComparedCurves({ comparison }: { comparison: RunComparison }) {
  const [weight, setWeight] = useState(0);
  const [axis, setAxis] = useState<Axis>('step');
  const [logarithmic, setLogarithmic] = useState(false);
  if (comparison.curves.length === 0) {
    return <Text c="dimmed">No two of these runs have a metric with more than one point in common.</Text>;
  }
  return (
    <Stack gap="md">
      <Group gap="lg" align="center">
        <SegmentedControl
          aria-label="Horizontal axis"
          value={axis}
          onChange={(value) => setAxis(value === 'time' ? 'time' : 'step')}
          data={[
            { value: 'step', label: 'By step' },
            { value: 'time', label: 'By time since start' },
          ]}
        />
        <Switch
          label="Logarithmic"
          checked={logarithmic}
          onChange={(event) => setLogarithmic(event.currentTarget.checked)}
        />
        <Group gap="xs">
          <Text size="sm">Smoothing</Text>
          <Slider
            w={160}
            min={0}
            max={0.99}
            step={0.01}
            value={weight}
            onChange={setWeight}
            label={(value) => value.toFixed(2)}
            thumbLabel="Smoothing"
          />
        </Group>
      </Group>
      <SimpleGrid cols={{ base: 1, md: comparison.curves.length > 1 ? 2 : 1 }} spacing="lg">
        {comparison.curves.map((curve) => (
          <CurveFigure
            key={curve.key}
            curve={curve}
            runs={comparison.runs}
            {...{ axis, weight, logarithmic }}
          />
        ))}
      </SimpleGrid>
    </Stack>
  );
}

interface CurveFigureProps {
  curve: RunComparison['curves'][number];
  runs: RunComparison['runs'];
  axis: Axis;
  weight: number;
  logarithmic: boolean;
}

function CurveFigure({ curve, runs, axis, weight, logarithmic }: CurveFigureProps) {
  const series = curve.runs.map(({ runId, points }) => {
    const at = runs.findIndex(({ id }) => id === runId);
    const startedAt = Date.parse(runs[at].startedAt);
    const values = smoothed(
      points.map(({ value }) => value),
      weight,
    );
    return {
      name: runId,
      label: runs[at].name,
      color: runColour(at),
      points: points.map(({ step, timestamp }, i) => ({
        x: axis === 'step' ? step : timestamp - startedAt,
        y: values[i],
      })),
    };
  });
  const label = metricLabel(curve.key);
  const formatX = (x: number) => (axis === 'step' ? String(x) : formatDuration(x));
  return (
    <Figure
      title={`${label} by ${axis === 'step' ? 'step' : 'time since start'}`}
      summary={series
        .map((one) => `${one.label}: ${formatDecimal(one.points.at(-1)?.y, 4)} at the end`)
        .join('; ')}
      table={{
        columns: ['Run', axis === 'step' ? 'Step' : 'Time', label],
        rows: series.flatMap((one) =>
          one.points.slice(-50).map(({ x, y }) => [one.label, formatX(x), formatDecimal(y, 5)]),
        ),
      }}
      height={280}
    >
      <Curves
        series={series}
        logarithmic={logarithmic}
        format={{ x: formatX, y: (y) => String(Number(y.toPrecision(4))) }}
      />
    </Figure>
  );
}
