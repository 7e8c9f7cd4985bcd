import { SegmentedControl, Skeleton } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Bars } from '../../../components/charts/charts';
import { Figure } from '../../../components/charts/figure';
import { QueryState } from '../../../components/query-state';
import { formatDecimal } from '../../../lib/format';
import { trainingPlanQuery } from '../../../lib/training-plan';
import { runsQuery } from '../api/runs';
import { latestByName } from '../latest-by-name';
import { headlineMetrics, higherIsBetter, metricLabel, type HeadlineMetric } from '../../../lib/metric-names';

/** The newest successful run of every candidate, side by side. */
export function Comparison() {
  const query = useInfiniteQuery(runsQuery);
  // By what the server chooses until somebody looks at another.
  const plan = useQuery(trainingPlanQuery({}));
  const declared = headlineMetrics.find((one) => one === plan.data?.primaryMetric) ?? 'rmse';
  const [picked, setMetric] = useState<HeadlineMetric | null>(null);
  const metric = picked ?? declared;
  return (
    <QueryState query={query} loading={<Skeleton height={360} radius="lg" />}>
      {({ pages }) => {
        const rows = latestByName(
          pages.flatMap(({ items }) => items),
          metric,
        ).map((run) => ({ name: run.name, value: run.metrics[metric] }));
        rows.sort((a, b) => (higherIsBetter(metric) ? b.value - a.value : a.value - b.value));
        const [best] = rows;
        if (!best) return null;
        return (
          <Figure
            title={`${metricLabel(metric)} of the newest run of each model`}
            summary={`${best.name} is best with ${formatDecimal(best.value, 4)}; ${higherIsBetter(metric) ? 'higher' : 'lower'} is better.`}
            table={{
              columns: ['Model', metricLabel(metric)],
              rows: rows.map(({ name, value }) => [name, formatDecimal(value, 4)]),
            }}
            height={Math.max(180, rows.length * 46)}
          >
            <SegmentedControl
              size="xs"
              mb="md"
              aria-label="Metric"
              value={metric}
              onChange={(value) => setMetric(value)}
              data={headlineMetrics.map((value) => ({ value, label: metricLabel(value) }))}
            />
            <Bars
              rows={rows}
              category="name"
              series={[{ name: 'value', label: metricLabel(metric), color: 'var(--chart-b)' }]}
              height={Math.max(180, rows.length * 46)}
              format={(value) => formatDecimal(value, 3)}
              sideways
              categoryWidth={132}
            />
          </Figure>
        );
      }}
    </QueryState>
  );
}
