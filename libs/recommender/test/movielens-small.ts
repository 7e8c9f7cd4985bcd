import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A film of the data set that ships with the project. */
export interface Film {
  readonly id: number;
  readonly title: string;
  readonly genres: readonly string[];
}

/** The columns of ratings.csv, in file order; times in seconds. */
export interface RatingColumns {
  readonly users: Int32Array;
  readonly items: Int32Array;
  readonly values: Float32Array;
  readonly times: Float64Array;
}

const folder = join(__dirname, '../../../data/movielens-small');

/** Reads data/movielens-small: 100,004 ratings of 9,066 films by 671 users. */
export function readMovielensSmall(): { films: Map<number, Film>; ratings: RatingColumns } {
  const films = lines('movies.csv').map((line) => {
    const [, id, quoted, plain, genres] = /^(\d+),(?:"((?:[^"]|"")*)"|([^,]*)),(.*)$/.exec(line)!;
    return {
      id: Number(id),
      title: (quoted ?? plain).replaceAll('""', '"'),
      genres: genres === '(no genres listed)' ? [] : genres.split('|'),
    };
  });
  const rows = lines('ratings.csv').map(
    (line) => line.split(',').map(Number) as [number, number, number, number],
  );
  return {
    films: new Map(films.map((film) => [film.id, film])),
    ratings: {
      users: Int32Array.from(rows, (row) => row[0]),
      items: Int32Array.from(rows, (row) => row[1]),
      values: Float32Array.from(rows, (row) => row[2]),
      times: Float64Array.from(rows, (row) => row[3]),
    },
  };
}

function lines(name: string): string[] {
  return readFileSync(join(folder, name), 'utf8').split(/\r?\n/).slice(1).filter(Boolean);
}
