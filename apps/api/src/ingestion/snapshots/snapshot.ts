import type { StoredArtifact } from '../../platform/artifacts/artifact-store.js';

/** Of the layout of the files and of what their content hashes cover. */
export const schemaVersion = 1;

export const snapshotParts = ['ratings', 'movies', 'tags'] as const;
export type SnapshotPart = (typeof snapshotParts)[number];

/** A Parquet file of a snapshot. */
export interface SnapshotFile extends StoredArtifact {
  rows: number;
  /** SHA-256 of its rows in their canonical order: it does not depend on how the file was encoded. */
  contentHash: string;
}

/** What a snapshot is: immutable, and the same for the same data. */
export interface Snapshot {
  /** SHA-256, in hexadecimal digits, of the schema version and the content hashes of the parts. */
  id: string;
  /** The newest snapshot when this one was taken; it may have been removed since. */
  parentId: string | null;
  schemaVersion: number;
  ratingCount: number;
  userCount: number;
  /** Films with ratings. */
  movieCount: number;
  /** Films of the catalogue, rated or not. */
  filmCount: number;
  tagCount: number;
  /** null of all four: it has no ratings. */
  firstRatedAt: string | null;
  lastRatedAt: string | null;
  lowestRating: number | null;
  highestRating: number | null;
  files: Record<SnapshotPart, SnapshotFile>;
  /** Of all its files. */
  bytes: number;
  /** `RatingsReader.revision()` of the newest state of the tables that is known to have this content. */
  dataRevision: number;
  createdAt: string;
}
