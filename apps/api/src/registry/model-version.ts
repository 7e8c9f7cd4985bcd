import type { StoredArtifact } from '../platform/artifacts/artifact-store.js';

/** The alias of the model that serves. */
export const championAlias = 'champion';

/** A trained model that can serve: the artefact that a training run left. Immutable. */
export interface ModelVersion {
  version: number;
  runId: string;
  kind: string;
  name: string;
  metrics: Record<string, number>;
  artifact: StoredArtifact;
  companions: Record<string, StoredArtifact>;
  /** How many ratings taught it, and the newest of them. */
  ratingCount: number;
  newestRatingAt: string | null;
  dataFingerprint: string;
  aliases: string[];
  createdAt: string;
}

/** Who moved which alias, when, why and by which numbers. */
export interface AliasMove {
  alias: string;
  fromVersion: number | null;
  toVersion: number;
  reason: string;
  decidedBy: 'gate' | 'person';
  numbers: Record<string, unknown>;
  movedAt: string;
}
