import type { Snapshot } from '../ingestion/index.js';
import type { FeedbackOfList, ServedByVersion, ServedList } from '../metrics/index.js';
import type { AliasMove, RecordedDecision, RegisteredVersion } from '../registry/index.js';

export const lineageParts = ['version', 'run', 'snapshot', 'move', 'decision'] as const;
export type LineagePart = (typeof lineageParts)[number];

/** Why a part of the chain is null. */
export interface MissingPart {
  part: LineagePart;
  reason: string;
}

/** The run that left a model version, as far as lineage goes: what it was done with, and what it gave. */
export interface LineageRun {
  id: string;
  name: string;
  kind: string | null;
  status: string;
  lifecycleStage: 'active' | 'deleted';
  jobId: string | null;
  hyperparameters: Record<string, number | string | boolean>;
  params: Record<string, string>;
  metrics: Record<string, number>;
  seed: number | null;
  engineVersion: string | null;
  codeVersion: string | null;
  gitCommit: string | null;
  configHash: string | null;
  dataFingerprint: string | null;
  ratingCount: number | null;
  startedAt: string;
  finishedAt: string | null;
}

/** Where a model version comes from. */
export interface Origin {
  version: RegisteredVersion | null;
  run: LineageRun | null;
  snapshot: Snapshot | null;
  missing: MissingPart[];
}

/** One served list, down to the data that taught its model, and on to what came of it. */
export interface RecommendationLineage extends Origin {
  recommendation: Omit<ServedList, 'items'> & { items: LineageItem[] };
  /** The move of the alias that made the version serve, and the decision that it carried out. */
  move: AliasMove | null;
  decision: RecordedDecision | null;
  /** What was done with the list, oldest first. */
  feedback: FeedbackOfList[];
}

export interface LineageItem {
  movieId: number;
  title: string | null;
  source: string;
  score: number | null;
  /** What the user rates it now, where that came after the list was served. */
  ratedAfter: number | null;
}

/** A model version, down to its data, and up to what it served. */
export interface VersionLineage extends Origin {
  /** Moves of all aliases to it, newest first. */
  moves: AliasMove[];
  /** The decision about the promotion of its training. */
  decision: RecordedDecision | null;
  served: ServedByVersion;
}
