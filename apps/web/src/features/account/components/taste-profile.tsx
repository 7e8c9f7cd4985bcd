import { Card, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Section } from '../../../components/page';
import { QueryState } from '../../../components/query-state';
import { isNotFound } from '../../../lib/api-problem';
import { countOf, formatDecimal } from '../../../lib/format';
import { userProfileQuery } from '../api/user-profile';
import classes from './taste-profile.module.css';

/** What a person watches most, and what they think of it. */
export function TasteProfile({ userId }: { userId: number }) {
  const query = useQuery(userProfileQuery(userId));
  return (
    <Card>
      <Section title="Your taste">
        {isNotFound(query.error) ? (
          <Nothing />
        ) : (
          <QueryState
            query={query}
            loading={<Skeleton height={150} />}
            isEmpty={({ favouriteGenres }) => favouriteGenres.length === 0}
            empty={<Nothing />}
          >
            {(profile) => (
              <Stack gap="sm">
                <Text size="sm" c="dimmed">
                  {countOf(profile.ratingCount, 'rating')}, {formatDecimal(profile.averageRating, 1)} stars on
                  average
                </Text>
                <ul className={classes.genres} aria-label="Genres you rate most">
                  {profile.favouriteGenres.slice(0, 6).map((favourite) => (
                    <li key={favourite.genre}>
                      <span>{favourite.genre}</span>
                      <span className={classes.track} aria-hidden="true">
                        <span
                          style={{
                            width: `${(favourite.ratingCount / mostRatings(profile.favouriteGenres)) * 100}%`,
                          }}
                        />
                      </span>
                      <span className="numeric">
                        <span aria-hidden="true">★ </span>
                        {formatDecimal(favourite.averageRating, 1)}
                        <span className="visually-hidden">
                          {' '}
                          from {countOf(favourite.ratingCount, 'rating')}
                        </span>
                      </span>
                    </li>
                  ))}
                </ul>
              </Stack>
            )}
          </QueryState>
        )}
      </Section>
    </Card>
  );
}

const mostRatings = (genres: readonly { ratingCount: number }[]) =>
  Math.max(1, ...genres.map(({ ratingCount }) => ratingCount));

const Nothing = () => (
  <Text size="sm" c="dimmed">
    Your favourite genres appear here after the first ratings.
  </Text>
);
