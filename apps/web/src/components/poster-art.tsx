import type { CSSProperties } from 'react';
import { posterDesign, type PosterDesign } from './poster-design';
import { PosterMotif } from './poster-motif';
import classes from './poster-art.module.css';

interface PosterArtProps {
  title: string;
  /** Year of release, set small above the title. */
  year?: number | null;
  /** Genres; the first that is known chooses the palette. */
  genres: readonly string[];
  className?: string;
}

/** Art drawn from a film's name and genres: the same film always gets the same poster. Decoration only. */
export function PosterArt({ title, year, genres, className }: PosterArtProps) {
  const design = posterDesign(title, genres);
  const shown = title.replace(/ \(.*\)$/, '');
  return (
    <div className={`${classes.poster} ${className ?? ''}`} style={coloursOf(design)} aria-hidden="true">
      <PosterMotif design={design} />
      <div className={classes.words}>
        {year ? <span className={classes.year}>{year}</span> : null}
        <span className={classes.title} style={{ fontSize: `${titleSize(shown)}cqi` }}>
          {shown}
        </span>
      </div>
    </div>
  );
}

function coloursOf({ palette }: PosterDesign) {
  return {
    '--poster-sky': palette.sky,
    '--poster-deep': palette.deep,
    '--poster-shape': palette.shape,
    '--poster-glow': palette.glow,
  } as CSSProperties;
}

/** Share of the poster's width: as large as the longest word and four lines of text allow. */
function titleSize(title: string): number {
  const longestWord = Math.max(...title.split(/[\s-]+/).map((word) => word.length));
  const byWord = 84 / (longestWord * 0.56);
  const byLength = title.length > 34 ? 11.5 : title.length > 15 ? 15 : 20;
  return Math.max(8, Math.min(byWord, byLength));
}
