import { Card, Chip, Group, Progress, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { EmptyState } from '../../../components/empty-state';
import { FilmCard, FilmGrid, FilmGridSkeleton } from '../../../components/film-card';
import { QueryState } from '../../../components/query-state';
import { StarRating } from '../../../components/star-rating';
import type { Genre, Movie } from '../../../lib/api-types';
import { readableTitle } from '../../../lib/format';
import { genreOptions } from '../../../lib/genre-options';
import { onboardingMoviesQuery } from '../api/onboarding-movies';

/** Ratings after which the list below is worth calling personal. */
export const ratingsNeeded = 5;

interface OnboardingProps {
  ratedCount: number;
  genres: readonly string[];
  allGenres: readonly Genre[];
  onGenres: (genres: string[]) => void;
  ratingOf: (movieId: number) => number | null;
  onRate: (movie: Movie, rating: number) => void;
  onClear: (movie: Movie) => void;
}

/** The first five ratings: choose genres, then give stars to films that most people know. */
export function Onboarding(props: OnboardingProps) {
  const { ratedCount, genres, allGenres, onGenres, ratingOf, onRate, onClear } = props;
  const query = useQuery(onboardingMoviesQuery(genres));
  return (
    <Card component="section" aria-labelledby="onboarding-title" p={{ base: 'md', sm: 'xl' }}>
      <Stack gap="lg">
        <Group justify="space-between" align="flex-end" gap="md">
          <Stack gap={4}>
            <Title order={2} id="onboarding-title">
              Rate a few films you know
            </Title>
            <Text c="dimmed" size="sm">
              Half stars count. With the keyboard: arrow keys, then Enter.
            </Text>
          </Stack>
          <Counter ratedCount={ratedCount} />
        </Group>
        <Stack gap="xs" role="group" aria-label="Genres you like">
          <Text size="sm" fw={600}>
            Which genres do you like?
          </Text>
          <Chip.Group multiple value={[...genres]} onChange={onGenres}>
            <Group gap={8}>
              {genreOptions(allGenres).map((genre) => (
                <Chip key={genre} value={genre} variant="light" size="sm">
                  {genre}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </Stack>
        <QueryState
          query={query}
          loading={<FilmGridSkeleton count={12} />}
          isEmpty={(films) => films.length === 0}
          empty={
            <EmptyState title="No films to rate here">
              Choose other genres, or import films under Data.
            </EmptyState>
          }
        >
          {(films) => (
            <FilmGrid label="Films to rate" busy={query.isPlaceholderData}>
              {films.map((film) => (
                <FilmCard key={film.id} film={film} highlighted={ratingOf(film.id) !== null}>
                  <StarRating
                    label={readableTitle(film.title)}
                    value={ratingOf(film.id)}
                    onRate={(rating) => onRate(film, rating)}
                    onClear={() => onClear(film)}
                  />
                </FilmCard>
              ))}
            </FilmGrid>
          )}
        </QueryState>
      </Stack>
    </Card>
  );
}

function Counter({ ratedCount }: { ratedCount: number }) {
  const done = Math.min(ratedCount, ratingsNeeded);
  return (
    <Stack gap={6} w={200}>
      <Text size="sm" fw={640} className="numeric" role="status">
        {done} of {ratingsNeeded} rated
      </Text>
      <Progress value={(done / ratingsNeeded) * 100} color="bulb" aria-label="Ratings given" />
    </Stack>
  );
}
