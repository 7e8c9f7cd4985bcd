import { Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Lines } from '../../../components/charts/charts';
import { Figure } from '../../../components/charts/figure';
import { Section } from '../../../components/page';
import { QueryState } from '../../../components/query-state';
import type { OnlineError } from '../../../lib/api-types';
import { formatCount, formatDecimal, formatShare } from '../../../lib/format';
import { onlineErrorQuery } from '../api/drift-reports';
import { cohortWords } from '../effect-words';
import { harmDays } from '../harm-days';

/** What it costs: errors on ratings as they came, each predicted before it was learnt. */
export function Harm() {
  const query = useQuery(onlineErrorQuery);
  return (
    <Section
      title="What it costs"
      note="Every rating is predicted before it is learnt; the error is set beside what the training promised."
    >
      <QueryState
        query={query}
        loading={<Skeleton height={280} radius="lg" />}
        isEmpty={({ total }) => total.length === 0}
        empty={<Text c="dimmed">No rating has come yet that the champion could be judged by.</Text>}
      >
        {(errors) => (
          <Stack gap="lg">
            <ErrorByDay days={errors.days} />
            <ErrorTable errors={errors} />
            <Text size="sm" c="dimmed">
              {arrivalsInWords(errors.arrivals)}
            </Text>
          </Stack>
        )}
      </QueryState>
    </Section>
  );
}

function ErrorByDay({ days }: { days: OnlineError['days'] }) {
  const rows = harmDays(days);
  const last = rows.at(-1);
  return (
    <Figure
      title="RMSE by day"
      summary={
        last
          ? `On the last day ${formatDecimal(last.champion, 3)}, promised were ${formatDecimal(last.promised, 3)}.`
          : 'Nothing yet.'
      }
      table={{
        columns: ['Day', 'Champion', 'Challenger', 'Promised'],
        rows: rows.map(({ day, champion, challenger, promised }) => [
          day,
          formatDecimal(champion, 3),
          formatDecimal(challenger, 3),
          formatDecimal(promised, 3),
        ]),
      }}
      height={220}
    >
      <Lines
        rows={rows}
        category="day"
        series={[
          { name: 'champion', label: 'Champion', color: 'var(--chart-a)' },
          { name: 'promised', label: 'Promised', color: 'var(--chart-b)' },
          ...(rows.some(({ challenger }) => challenger !== null)
            ? [{ name: 'challenger', label: 'Challenger', color: 'var(--chart-c)' }]
            : []),
        ]}
        height={220}
        format={(value) => formatDecimal(value, 3)}
        zoomed
        withDots={rows.length < 15}
      />
    </Figure>
  );
}

function ErrorTable({ errors: { total, cohorts } }: { errors: OnlineError }) {
  const newest = total.filter(({ alias }) => alias === 'champion').at(-1)?.modelVersion;
  const rows = [
    ...total.map((one) => ({ ...one, name: `${one.alias}, version ${one.modelVersion}` })),
    ...cohorts
      .filter(({ alias, modelVersion }) => alias === 'champion' && modelVersion === newest)
      .map((one) => ({ ...one, name: cohortWords[one.cohort] ?? one.cohort })),
  ];
  return (
    <Table.ScrollContainer minWidth={560} type="native">
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Model, and for whom</Table.Th>
            <Table.Th>Ratings</Table.Th>
            <Table.Th>RMSE (95 %)</Table.Th>
            <Table.Th>Promised</Table.Th>
            <Table.Th>Worse by</Table.Th>
            <Table.Th>Hits in ten</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map(({ name, ratings, rmse, rmseLower, rmseUpper, promised, excess, hitRate }) => (
            <Table.Tr key={name}>
              <Table.Td>{name}</Table.Td>
              <Table.Td>{formatCount(ratings)}</Table.Td>
              <Table.Td>
                {formatDecimal(rmse, 3)} ({formatDecimal(rmseLower, 3)} to {formatDecimal(rmseUpper, 3)})
              </Table.Td>
              <Table.Td>{formatDecimal(promised.rmse, 3)}</Table.Td>
              <Table.Td>{formatShare(excess)}</Table.Td>
              <Table.Td>{formatShare(hitRate)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function arrivalsInWords({ arrived, judged, dropped, waiting }: OnlineError['arrivals']): string {
  const all = `Of ${formatCount(arrived)} new ratings, ${formatCount(judged)} were judged`;
  const sampled = judged < arrived ? '; of many at once, an even sample is' : '';
  const lost = dropped > 0 ? ` ${formatCount(dropped)} found no room.` : '';
  const rest = waiting > 0 ? ` ${formatCount(waiting)} wait.` : '';
  return `${all}${sampled}.${lost}${rest}`;
}
