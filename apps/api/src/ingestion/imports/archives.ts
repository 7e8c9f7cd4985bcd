/** A data set that GroupLens publishes. */
export interface OfficialArchive {
  name: string;
  title: string;
  ratings: number;
  /** Of the zip; null where the set grows with every edition. */
  bytes: number | null;
  /** null: the MD5 that is published beside the archive is compared instead. */
  sha256: string | null;
  url: string;
}

const folder = 'https://files.grouplens.org/datasets/movielens';

function archive(
  name: string,
  title: string,
  ratings: number,
  bytes: number | null = null,
  sha256: string | null = null,
): OfficialArchive {
  return { name, title, ratings, bytes, sha256, url: `${folder}/${name}.zip` };
}

/**
 * What can be imported by name. `ml-latest` and `ml-latest-small` change from time to time: their counts are of 2018. Sizes are
 * those that the server announces.
 */
export const officialArchives: readonly OfficialArchive[] = [
  archive('ml-latest-small', 'MovieLens Latest, small', 100_836, 978_202),
  archive('ml-latest', 'MovieLens Latest, full', 33_832_162),
  archive('ml-32m', 'MovieLens 32M', 32_000_204, 238_950_008),
  archive('ml-25m', 'MovieLens 25M', 25_000_095, 261_978_986),
  archive(
    'ml-20m',
    'MovieLens 20M',
    20_000_263,
    198_702_078,
    '96f243c338a8665f6bcc89c53edf6ee39162a846940de6b7c8c48aeada765ff3',
  ),
  archive('ml-10m', 'MovieLens 10M', 10_000_054, 65_566_137),
  archive('ml-1m', 'MovieLens 1M', 1_000_209, 5_917_549),
  archive('ml-100k', 'MovieLens 100K', 100_000, 4_924_029),
];

export function findArchive(name: string): OfficialArchive | undefined {
  return officialArchives.find((one) => one.name === name);
}
