import { Anchor, Badge, Group, Stack, Text, Title } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { PosterArt } from '../../../components/poster-art';
import { StarRow } from '../../../components/star-row';
import type { MovieDetail } from '../../../lib/api-types';
import { countOf, formatDecimal, readableTitle } from '../../../lib/format';
import classes from './film-details.module.css';

/** A film's head: poster, name, what everyone thinks, and what the page adds about the person. */
export function FilmDetails({ film, children }: { film: MovieDetail; children?: ReactNode }) {
  const title = readableTitle(film.title);
  return (
    <div className={classes.film}>
      <PosterArt title={title} year={film.year} genres={film.genres} />
      <Stack gap="lg">
        <Stack gap="sm">
          <Title order={1} className="display">
            {title}
            {film.year ? (
              <Text span inherit c="dimmed" fw={400}>
                {' '}
                {film.year}
              </Text>
            ) : null}
          </Title>
          <Group gap={8}>
            {film.genres.map((genre) => (
              <Badge
                key={genre}
                component={Link}
                to={`/films?genre=${encodeURIComponent(genre)}`}
                variant="default"
                tt="none"
                size="lg"
                className={classes.genre}
              >
                {genre}
              </Badge>
            ))}
          </Group>
        </Stack>
        <Group gap="sm">
          {film.averageRating === null ? (
            <Text c="dimmed">Nobody has rated it yet.</Text>
          ) : (
            <>
              <StarRow value={film.averageRating} size={22} />
              <Text fw={640} className="numeric">
                {formatDecimal(film.averageRating, 2)}
              </Text>
              <Text c="dimmed">average of {countOf(film.ratingCount, 'rating')}</Text>
            </>
          )}
        </Group>
        {children}
        <ExternalLinks film={film} />
      </Stack>
    </div>
  );
}

function ExternalLinks({ film }: { film: MovieDetail }) {
  const links: [string, string][] = [];
  if (film.imdbId !== null)
    links.push([
      'IMDb',
      `https://www.imdb.com/title/tt${String(film.imdbId).replace(/^tt/, '').padStart(7, '0')}/`,
    ]);
  if (film.tmdbId !== null) links.push(['TMDB', `https://www.themoviedb.org/movie/${film.tmdbId}`]);
  if (links.length === 0) return null;
  return (
    <Group gap="md">
      {links.map(([name, address]) => (
        <Anchor key={name} href={address} target="_blank" rel="noreferrer" size="sm">
          {name} <IconExternalLink size={13} aria-label="(opens another site)" />
        </Anchor>
      ))}
    </Group>
  );
}
