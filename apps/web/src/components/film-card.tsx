import { Skeleton, Text } from '@mantine/core';
import type { ReactNode, Ref } from 'react';
import { Link } from 'react-router';
import { readableTitle } from '../lib/format';
import classes from './film-card.module.css';
import { PosterArt } from './poster-art';

interface FilmCardProps {
  film: { id: number; title: string; year: number | null; genres: readonly string[] };
  /** Carried along in links, such as "?user=7". */
  search?: string;
  /** Upper left corner of the poster: a rank, a badge. */
  corner?: ReactNode;
  children?: ReactNode;
  highlighted?: boolean;
  ref?: Ref<HTMLElement>;
  /** Called as the film's page is opened. */
  onOpen?: () => void;
}

/** A film in a grid: poster, name, year, genres, and whatever the page adds. */
export function FilmCard({ film, search = '', corner, children, highlighted, ref, onOpen }: FilmCardProps) {
  const title = readableTitle(film.title);
  return (
    <article
      ref={ref}
      className={classes.card}
      data-highlighted={highlighted || undefined}
      aria-label={title}
    >
      <div className={classes.frame}>
        <PosterArt title={title} year={film.year} genres={film.genres} />
        {corner ? <div className={classes.corner}>{corner}</div> : null}
      </div>
      <div className={classes.words}>
        <Link to={{ pathname: `/films/${film.id}`, search }} className={classes.title} onClick={onOpen}>
          {title}
        </Link>
        <Text size="xs" c="dimmed" lineClamp={1}>
          {[film.year, film.genres.slice(0, 3).join(', ')].filter(Boolean).join(' · ')}
        </Text>
        {children}
      </div>
    </article>
  );
}

export function FilmGrid({ children, label, busy }: { children: ReactNode; label?: string; busy?: boolean }) {
  return (
    <div
      className={classes.grid}
      role={label ? 'group' : undefined}
      aria-label={label}
      aria-busy={busy || undefined}
    >
      {children}
    </div>
  );
}

export function FilmGridSkeleton({ count = 10 }: { count?: number }) {
  return (
    <FilmGrid>
      {Array.from({ length: count }, (_, index) => (
        <div key={index}>
          <Skeleton style={{ aspectRatio: '2 / 3' }} />
          <Skeleton height={14} mt={10} width="80%" />
          <Skeleton height={10} mt={8} width="55%" />
        </div>
      ))}
    </FilmGrid>
  );
}
