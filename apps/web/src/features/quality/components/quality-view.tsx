import { SimpleGrid, Stack } from '@mantine/core';
import { Bars } from '../../../components/charts/charts';
import { Figure } from '../../../components/charts/figure';
import { Section } from '../../../components/page';
import { StatTiles } from '../../../components/stat-tiles';
import type { Quality } from '../../../lib/api-types';
import { formatCount, formatDecimal, formatDuration, formatShare } from '../../../lib/format';
import { ByModel } from './by-model';

/** What was really served: how good, how varied, how fast. */
export function QualityView({ quality }: { quality: Quality }) {
  const { quality: served } = quality;
  return (
    <Stack gap="xl">
      <StatTiles
        stats={[
          {
            label: 'Requests',
            value: formatCount(quality.requests),
            hint: `${formatCount(quality.served)} lists served`,
          },
          { label: 'Errors', value: formatShare(quality.errorRate), hint: 'of all requests' },
          {
            label: 'Cold start',
            value: formatShare(served.coldStartShare),
            hint: 'answered without personal taste',
          },
          { label: 'Empty answers', value: formatShare(served.emptyShare), hint: 'nothing left to suggest' },
        ]}
      />
      <Section title="The lists" note="Over everything served in the window">
        <StatTiles
          stats={[
            {
              label: 'Catalogue coverage',
              value: formatShare(served.catalogCoverage),
              hint: 'of films were suggested to someone',
            },
            {
              label: 'Diversity',
              value: formatDecimal(served.diversity, 3),
              hint: 'how unlike the films of one list are',
            },
            {
              label: 'Novelty',
              value: formatDecimal(served.novelty, 2),
              hint: 'bits; higher = less known films',
            },
            {
              label: 'Personalisation',
              value: formatDecimal(served.personalization, 3),
              hint: '0 = the same list for all',
            },
            {
              label: 'Popularity bias',
              value: formatCount(served.popularityBias),
              hint: 'ratings that a suggested film has',
            },
          ]}
        />
      </Section>
      <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
        <LatencyFigure latency={served.latencyMs} />
        <Section title="By model">
          <ByModel rows={quality.byModel} />
        </Section>
      </SimpleGrid>
    </Stack>
  );
}

function LatencyFigure({ latency }: { latency: Quality['quality']['latencyMs'] }) {
  const rows = [
    { name: 'mean', value: latency?.mean },
    { name: 'p50', value: latency?.p50 },
    { name: 'p95', value: latency?.p95 },
    { name: 'p99', value: latency?.p99 },
  ].map(({ name, value }) => ({ name, value: value ?? 0 }));
  return (
    <Figure
      title="Time to answer"
      summary={`Half of all requests took at most ${formatDuration(latency?.p50)}, 99 of 100 at most ${formatDuration(latency?.p99)}.`}
      table={{ columns: ['', 'Time'], rows: rows.map(({ name, value }) => [name, formatDuration(value)]) }}
      height={220}
    >
      <Bars
        rows={rows}
        category="name"
        series={[{ name: 'value', label: 'Time', color: 'var(--chart-d)' }]}
        height={220}
        format={formatDuration}
      />
    </Figure>
  );
}
