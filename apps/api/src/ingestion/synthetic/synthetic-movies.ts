import type { Random } from '@marquee/recommender';

export const genres = [
  'Action',
  'Adventure',
  'Animation',
  'Children',
  'Comedy',
  'Crime',
  'Documentary',
  'Drama',
  'Fantasy',
  'Film-Noir',
  'Horror',
  'Musical',
  'Mystery',
  'Romance',
  'Sci-Fi',
  'Thriller',
  'War',
  'Western',
] as const;

export interface SyntheticMovie {
  id: number;
  /** As MovieLens writes titles: "Silent Harbour, The (1987)". */
  title: string;
  /** Positions in `genres`, ascending. */
  genreIndices: number[];
}

const adjectives =
  'Silent Golden Broken Hidden Crimson Distant Final Lost Midnight Paper Restless Savage Second Stolen Velvet Wild Winter Electric Invisible Forgotten'.split(
    ' ',
  );
const nouns =
  'Harbour Letter Garden Stranger Empire Mirror River Promise Shadow Station Summer Witness Orchard Signal Tower Voyage Waltz Lantern Frontier Kingdom'.split(
    ' ',
  );
/** Drama and comedy are in most films, as they are in MovieLens. */
const genreWeights = genres.map((genre) => ({ Drama: 9, Comedy: 6 })[genre as string] ?? 1.5);

export function syntheticMovie(id: number, random: Random): SyntheticMovie {
  const words = `${pick(adjectives, random)} ${pick(nouns, random)}`;
  const numbered = `${words} ${id}`;
  const year = 2015 - Math.floor(90 * random.uniform() ** 2.5);
  const title = random.uniform() < 0.3 ? `${numbered}, The (${year})` : `${numbered} (${year})`;
  return { id, title, genreIndices: pickGenres(random) };
}

/** `id,title,genres`, with quotes where the title holds a comma. */
export function toCsvLine({ id, title, genreIndices }: SyntheticMovie): string {
  const names = genreIndices.map((index) => genres[index]).join('|');
  return `${id},${title.includes(',') ? `"${title}"` : title},${names || '(no genres listed)'}\n`;
}

function pick(words: readonly string[], random: Random): string {
  return words[random.integer(words.length)];
}

function pickGenres(random: Random): number[] {
  const wanted = 1 + Math.floor(3 * random.uniform() ** 1.5);
  const chosen = new Set<number>();
  while (chosen.size < wanted) chosen.add(pickGenre(random));
  return [...chosen].sort((a, b) => a - b);
}

function pickGenre(random: Random): number {
  let left = random.uniform() * genreWeights.reduce((one, other) => one + other, 0);
  for (const [index, weight] of genreWeights.entries()) {
    left -= weight;
    if (left < 0) return index;
  }
  return genreWeights.length - 1;
}
