import { Card, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import { Section } from '../../components/page';
import { ProblemAlert } from '../../components/problem-alert';
import { QueryState } from '../../components/query-state';
import { StarRating } from '../../components/star-rating';
import { useCurrentUser } from '../../features/account/use-current-user';
import { movieQuery } from '../../features/films/api/movie';
import { FilmDetails } from '../../features/films/components/film-details';
import { PredictionForYou } from '../../features/films/components/prediction-for-you';
import { RatingDistribution } from '../../features/films/components/rating-distribution';
import { SimilarFilms } from '../../features/films/components/similar-films';
import { Tags } from '../../features/films/components/tags';
import { useFilmRating } from '../../features/ratings/use-rating';
import type { MovieDetail } from '../../lib/api-types';
import { readableTitle } from '../../lib/format';
import NotFoundRoute from './not-found';
import classes from './film.module.css';

export default function FilmRoute() {
  const id = Number(useParams().id);
  if (!Number.isSafeInteger(id) || id < 1) return <NotFoundRoute />;
  return <Film key={id} id={id} />;
}

function Film({ id }: { id: number }) {
  const query = useQuery(movieQuery(id));
  const { userId } = useCurrentUser();
  return (
    <QueryState query={query} loading={<Skeleton height={348} radius="lg" />}>
      {(film) => (
        <Stack gap={48}>
          <title>{`${readableTitle(film.title)} · Marquee`}</title>
          <FilmDetails film={film}>
            {userId === null ? (
              <Text c="dimmed">
                <Link to="/">Choose who is watching</Link> to rate this film and see what you would think of
                it.
              </Text>
            ) : (
              <ForPerson userId={userId} film={film} />
            )}
          </FilmDetails>
          <div className={classes.columns}>
            <RatingDistribution film={film} />
            <Tags tags={film.tags} />
          </div>
          <Section title="Similar films">
            <SimilarFilms movieId={id} />
          </Section>
        </Stack>
      )}
    </QueryState>
  );
}

function ForPerson({ userId, film }: { userId: number; film: MovieDetail }) {
  const { own, query, rate } = useFilmRating(userId, film);
  return (
    <Card w="fit-content" maw="100%">
      <Stack gap="xs">
        <PredictionForYou userId={userId} movieId={film.id} />
        <Group gap="sm">
          <StarRating
            label={readableTitle(film.title)}
            value={own}
            size={30}
            onRate={rate}
            onClear={() => rate(null)}
          />
          {query.isPending ? null : (
            <Text size="sm" c="dimmed">
              {own === null ? 'Not rated by you' : `You gave it ${own}`}
            </Text>
          )}
        </Group>
        {query.error ? <ProblemAlert error={query.error} onRetry={() => void query.refetch()} /> : null}
      </Stack>
    </Card>
  );
}
