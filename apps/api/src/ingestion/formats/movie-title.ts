/** The year that MovieLens puts behind a title: "Toy Story (1995)"; of "(1989-1991)" the first. null when there is none. */
export function yearOfTitle(title: string): number | null {
  const year = /\((\d{4})(?:\s*[-–]\s*(?:\d{4})?)?\)\s*$/.exec(title)?.[1];
  return year === undefined ? null : Number(year);
}

/** "Comedy|Drama" → both; "(no genres listed)", "unknown" and nothing → none. */
export function splitGenres(genres: string): string[] {
  const names = genres
    .split('|')
    .map((genre) => genre.trim())
    .filter((genre) => genre !== '' && genre !== '(no genres listed)' && genre !== 'unknown');
  return [...new Set(names)];
}
