import { seededRandom } from '@marquee/recommender';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { RatingsCsvWriter } from './ingestion/synthetic/csv-writer.js';
import { syntheticMovie, toCsvLine } from './ingestion/synthetic/synthetic-movies.js';
import { completeOptions, SyntheticOptionsError } from './ingestion/synthetic/synthetic-options.js';
import { syntheticRatings } from './ingestion/synthetic/synthetic-ratings.js';

const usage = `npm run data:synthetic -- [--out folder] [--ratings n] [--users n] [--movies n] [--rated-movies n] [--seed n]

Writes ratings.csv and movies.csv of made-up people with a taste. Without options: the counts of ml-20m (20,000,263
ratings by 138,493 people of 26,744 films) to .data/synthetic. The same options write the same bytes.`;

/** Writes a seeded data set of any size. */
function main(): void {
  const { values } = parseArgs({
    options: {
      out: { type: 'string', default: '.data/synthetic' },
      ratings: { type: 'string' },
      users: { type: 'string' },
      movies: { type: 'string' },
      'rated-movies': { type: 'string' },
      seed: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(usage);
  const number = (text: string | undefined): number | undefined =>
    text === undefined ? undefined : Number(text.replaceAll(/[_,]/g, ''));
  const options = completeOptions({
    ratings: number(values.ratings),
    users: number(values.users),
    movies: number(values.movies),
    ratedMovies: number(values['rated-movies']),
    seed: number(values.seed),
  });
  write(resolve(values.out), options);
}

function write(folder: string, options: ReturnType<typeof completeOptions>): void {
  const startedAt = performance.now();
  mkdirSync(folder, { recursive: true });
  const random = seededRandom(options.seed);
  const movies = Array.from({ length: options.movies }, (_, index) => syntheticMovie(index + 1, random));
  writeFileSync(join(folder, 'movies.csv'), `movieId,title,genres\n${movies.map(toCsvLine).join('')}`);
  const file = new RatingsCsvWriter(join(folder, 'ratings.csv'));
  let written = 0;
  let toldAt = startedAt;
  for (const user of syntheticRatings(options, movies, random)) {
    file.write(user);
    written += user.count;
    if (performance.now() - toldAt < 1_000) continue;
    toldAt = performance.now();
    if (process.stdout.isTTY) process.stdout.write(`\r${written.toLocaleString('en')} ratings`);
  }
  file.close();
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(
    `${process.stdout.isTTY ? '\r' : ''}${written.toLocaleString('en')} ratings by ${options.users.toLocaleString('en')} people of ${options.ratedMovies.toLocaleString('en')} films (${options.movies.toLocaleString('en')} in all) in ${seconds} s: ${folder}`,
  );
}

try {
  main();
} catch (error) {
  const wrongParameter =
    error instanceof SyntheticOptionsError ||
    (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
  console.error(wrongParameter ? `${(error as Error).message}\n\n${usage}` : error);
  process.exitCode = 1;
}
