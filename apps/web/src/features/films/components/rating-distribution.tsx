import { Bars } from '../../../components/charts/charts';
import { Figure } from '../../../components/charts/figure';
import { EmptyState } from '../../../components/empty-state';
import type { MovieDetail } from '../../../lib/api-types';
import { formatCount } from '../../../lib/format';

/** How many people gave how many stars. */
export function RatingDistribution({ film }: { film: MovieDetail }) {
  if (film.ratingCount === 0) {
    return <EmptyState title="No ratings yet">Be the first to rate this film.</EmptyState>;
  }
  const rows = film.ratingDistribution.map(({ rating, count }) => ({ stars: String(rating), count }));
  const most = rows.reduce((best, row) => (row.count > best.count ? row : best));
  return (
    <Figure
      title="Ratings"
      summary={`Most people gave ${most.stars} stars (${formatCount(most.count)} of ${formatCount(film.ratingCount)}).`}
      table={{ columns: ['Stars', 'Ratings'], rows: rows.map(({ stars, count }) => [stars, count]) }}
      height={210}
    >
      <Bars
        rows={rows}
        category="stars"
        series={[{ name: 'count', label: 'Ratings', color: 'var(--chart-c)' }]}
        height={210}
        format={formatCount}
      />
    </Figure>
  );
}
