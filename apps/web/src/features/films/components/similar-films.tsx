import { Badge, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { EmptyState } from '../../../components/empty-state';
import { FilmCard, FilmGrid, FilmGridSkeleton } from '../../../components/film-card';
import { QueryState } from '../../../components/query-state';
import { formatShare } from '../../../lib/format';
import { similarMoviesQuery } from '../api/similar-movies';

export function SimilarFilms({ movieId }: { movieId: number }) {
  const query = useQuery(similarMoviesQuery(movieId));
  return (
    <QueryState
      query={query}
      loading={<FilmGridSkeleton count={6} />}
      isEmpty={({ items }) => items.length === 0}
      empty={
        <EmptyState title="No similar films known">
          Similar films come with the next trained model that has seen ratings of this one.
        </EmptyState>
      }
    >
      {({ items }) => (
        <FilmGrid label="Similar films">
          {items.map(({ movie, similarity, source }) => (
            <FilmCard key={movie.id} film={movie}>
              <Text size="xs" c="dimmed" component="div">
                {formatShare(similarity)} alike{' '}
                <Badge size="xs" variant="default" tt="none">
                  {source === 'neighbours' ? 'liked by the same people' : 'same kind of film'}
                </Badge>
              </Text>
            </FilmCard>
          ))}
        </FilmGrid>
      )}
    </QueryState>
  );
}
