import { ActionIcon, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { Link } from 'react-router';
import { EmptyState } from '../../../components/empty-state';
import { PosterArt } from '../../../components/poster-art';
import { QueryState } from '../../../components/query-state';
import { StarRating } from '../../../components/star-rating';
import type { UserRating } from '../../../lib/api-types';
import { formatDate, readableTitle } from '../../../lib/format';
import type { useRating } from '../use-rating';
import classes from './own-ratings.module.css';

/** Everything the person has rated, newest first, each to change or take back. */
export function OwnRatings({ rating: { query, ratings, rate } }: { rating: ReturnType<typeof useRating> }) {
  return (
    <QueryState
      query={query}
      loading={
        <Stack gap="sm">
          {[1, 2, 3, 4].map((row) => (
            <Skeleton key={row} height={54} />
          ))}
        </Stack>
      }
      isEmpty={() => ratings.length === 0}
      empty={<EmptyState title="No ratings yet">Give a film some stars and it appears here.</EmptyState>}
    >
      {() => (
        <>
          <ul className={classes.list}>
            {ratings.map((item) => (
              <OwnRating key={item.movieId} item={item} rate={rate} />
            ))}
          </ul>
          {query.hasNextPage ? (
            <Button
              variant="default"
              loading={query.isFetchingNextPage}
              onClick={() => void query.fetchNextPage()}
            >
              Show older ratings
            </Button>
          ) : null}
        </>
      )}
    </QueryState>
  );
}

function OwnRating({ item, rate }: { item: UserRating; rate: ReturnType<typeof useRating>['rate'] }) {
  const title = readableTitle(item.movie.title);
  return (
    <li className={classes.row}>
      <PosterArt title={title} genres={item.movie.genres} className={classes.thumb} />
      <div className={classes.words}>
        <Link to={`/films/${item.movieId}`} className={classes.title}>
          {title}
        </Link>
        <Group gap={6} wrap="nowrap">
          <StarRating
            label={title}
            value={item.rating}
            size={15}
            onRate={(value) => rate(item.movie, value)}
            onClear={() => rate(item.movie, null)}
          />
          <Text size="xs" c="dimmed" truncate>
            {formatDate(item.ratedAt)}
          </Text>
        </Group>
      </div>
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={`Remove the rating of ${title}`}
        onClick={() => rate(item.movie, null)}
      >
        <IconX size={16} />
      </ActionIcon>
    </li>
  );
}
