import { SimpleGrid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Bars, Lines } from '../../../components/charts/charts';
import { Figure } from '../../../components/charts/figure';
import { EmptyState } from '../../../components/empty-state';
import { QueryState } from '../../../components/query-state';
import { StatTiles, StatTilesSkeleton } from '../../../components/stat-tiles';
import type { Stats } from '../../../lib/api-types';
import { formatCompact, formatCount, formatDate, formatDecimal, formatShare } from '../../../lib/format';
import { statsQuery } from '../api/stats';

/** The data in numbers and plots. */
export function Statistics() {
  const query = useQuery(statsQuery);
  return (
    <QueryState
      query={query}
      loading={<StatTilesSkeleton count={6} />}
      isEmpty={({ ratings, movies }) => ratings === 0 && movies === 0}
      empty={
        <EmptyState title="The database is empty">
          Import a data set below: a folder or zip on the server, or one of the official archives by name.
        </EmptyState>
      }
    >
      {(stats) => (
        <Stack gap="lg">
          <Headline stats={stats} />
          {stats.ratings > 0 ? (
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="lg">
              <StarsFigure stats={stats} />
              <MonthsFigure stats={stats} />
              <GenresFigure stats={stats} />
              <Stack gap="lg">
                <HistogramFigure
                  title="Ratings per person"
                  who="people"
                  bins={stats.ratingsPerUser}
                  color="var(--chart-d)"
                />
                <HistogramFigure
                  title="Ratings per film"
                  who="films"
                  bins={stats.ratingsPerMovie}
                  color="var(--chart-e)"
                />
              </Stack>
            </SimpleGrid>
          ) : null}
        </Stack>
      )}
    </QueryState>
  );
}

function Headline({ stats }: { stats: Stats }) {
  return (
    <StatTiles
      stats={[
        {
          label: 'Ratings',
          value: formatCount(stats.ratings),
          hint: `${formatDate(stats.firstRatedAt)} to ${formatDate(stats.lastRatedAt)}`,
        },
        { label: 'People', value: formatCount(stats.users) },
        { label: 'Films', value: formatCount(stats.movies), hint: `${formatCount(stats.ratedMovies)} rated` },
        { label: 'Average rating', value: formatDecimal(stats.averageRating, 2), hint: 'of 5 stars' },
        { label: 'Density', value: formatShare(stats.density), hint: 'of all pairs of person and film' },
      ]}
    />
  );
}

function StarsFigure({ stats }: { stats: Stats }) {
  const rows = Object.entries(stats.ratingDistribution)
    .map(([stars, count]) => ({ stars, count }))
    .sort((a, b) => Number(a.stars) - Number(b.stars));
  const most = rows.reduce((best, row) => (row.count > best.count ? row : best));
  return (
    <Figure
      title="How many stars people give"
      summary={`${most.stars} stars is the most common rating (${formatShare(most.count / stats.ratings)}).`}
      table={{
        columns: ['Stars', 'Ratings'],
        rows: rows.map(({ stars, count }) => [stars, formatCount(count)]),
      }}
      height={280}
    >
      <Bars
        rows={rows}
        category="stars"
        series={[{ name: 'count', label: 'Ratings', color: 'var(--chart-c)' }]}
        height={280}
        format={formatCompact}
      />
    </Figure>
  );
}

function MonthsFigure({ stats }: { stats: Stats }) {
  const rows = stats.ratingsPerMonth;
  if (rows.length === 0) return null;
  const busiest = rows.reduce((best, row) => (row.ratings > best.ratings ? row : best));
  return (
    <Figure
      title="Ratings over time"
      summary={`${busiest.month} was the busiest month with ${formatCount(busiest.ratings)} ratings.`}
      table={{
        columns: ['Month', 'Ratings'],
        rows: rows.map(({ month, ratings }) => [month, formatCount(ratings)]),
      }}
      height={280}
    >
      <Lines
        rows={rows}
        category="month"
        series={[{ name: 'ratings', label: 'Ratings', color: 'var(--chart-a)' }]}
        height={280}
        format={formatCompact}
      />
    </Figure>
  );
}

function GenresFigure({ stats }: { stats: Stats }) {
  const rows = stats.genres.toSorted((a, b) => b.ratings - a.ratings);
  if (rows.length === 0) return null;
  const height = Math.max(240, rows.length * 27);
  return (
    <Figure
      title="Genres"
      summary={`${rows[0].genre} is rated most, ${rows[rows.length - 1].genre} least.`}
      table={{
        columns: ['Genre', 'Films', 'Ratings'],
        rows: rows.map(({ genre, movies, ratings }) => [genre, formatCount(movies), formatCount(ratings)]),
      }}
      height={height}
    >
      <Bars
        rows={rows}
        category="genre"
        series={[{ name: 'ratings', label: 'Ratings', color: 'var(--chart-b)' }]}
        height={height}
        format={formatCompact}
        sideways
        categoryWidth={104}
      />
    </Figure>
  );
}

interface HistogramFigureProps {
  title: string;
  who: string;
  bins: readonly { from: number; to: number; count: number }[];
  color: string;
}

function HistogramFigure({ title, who, bins, color }: HistogramFigureProps) {
  if (bins.length === 0) return null;
  const rows = bins.map(({ from, to, count }) => ({ span: spanOf(from, to), count }));
  const most = rows.reduce((best, row) => (row.count > best.count ? row : best));
  return (
    <Figure
      title={title}
      summary={`Most ${who} have ${most.span} (${formatCount(most.count)} of them).`}
      table={{ columns: ['Ratings', who], rows: rows.map(({ span, count }) => [span, formatCount(count)]) }}
      height={196}
    >
      <Bars
        rows={rows}
        category="span"
        series={[{ name: 'count', label: who, color }]}
        height={196}
        format={formatCompact}
      />
    </Figure>
  );
}

const spanOf = (from: number, to: number) =>
  from === to ? formatCount(from) : `${formatCompact(from)}–${formatCompact(to)}`;
