import type { StoredArtifact } from '../platform/artifacts/artifact-store.js';

/** Name of the registered model that Marquee trains and serves; others may be registered beside it. */
export const ownModel = 'marquee';
/** The alias of the model that serves. */
export const championAlias = 'champion';
/** The alias of the best candidate of the last training that does not serve. */
export const challengerAlias = 'challenger';

/** A version of Marquee's own model, which can serve: the artefact that a training run left. Immutable. */
export interface ModelVersion {
  version: number;
  runId: string;
  kind: string;
  name: string;
  /** What it reached on held-out ratings when it was trained. */
  metrics: Record<string, number>;
  /** What serves. */
  artifact: StoredArtifact;
  /** The fit that was judged, where the one that serves is a refit; null: they are one. */
  judgedArtifact: StoredArtifact | null;
  /** What the fit that serves has learnt from, held-out ratings included; null: it has not seen those. */
  refit: Refit | null;
  companions: Record<string, StoredArtifact>;
  /** How many ratings taught it, and the newest of them. */
  ratingCount: number;
  newestRatingAt: string | null;
  dataFingerprint: string;
  aliases: string[];
  createdAt: string;
}

/** A fit of a run's model on all ratings of a snapshot, made once the run had been judged. */
export interface Refit {
  snapshotId: string;
  ratingCount: number;
  refittedAt: string;
}

/** The fit of a version that has not seen the held-out ratings: what it may be judged by. */
export function judgedArtifact(version: Pick<ModelVersion, 'artifact' | 'judgedArtifact'>): StoredArtifact {
  return version.judgedArtifact ?? version.artifact;
}

export const versionStatuses = ['PENDING_REGISTRATION', 'FAILED_REGISTRATION', 'READY'] as const;
export type VersionStatus = (typeof versionStatuses)[number];
/** MLflow's stages, which aliases have replaced. */
export const versionStages = ['None', 'Staging', 'Production', 'Archived'] as const;
export type VersionStage = (typeof versionStages)[number];

/** A name under which versions are kept. */
export interface RegisteredModel {
  name: string;
  description: string;
  tags: Record<string, string>;
  /** Versions by alias. */
  aliases: Record<string, number>;
  versionCount: number;
  createdAt: string;
  updatedAt: string;
}

/** A version of any registered model, Marquee's own or a caller's. */
export interface RegisteredVersion {
  modelName: string;
  version: number;
  /** null: it names no run. */
  runId: string | null;
  /** Where its files are, as whoever registered it said. */
  source: string;
  runLink: string | null;
  status: VersionStatus;
  statusMessage: string | null;
  description: string;
  stage: VersionStage;
  tags: Record<string, string>;
  aliases: string[];
  /** What it reached when it was trained; empty where it is not Marquee's own. */
  metrics: Record<string, number>;
  /** Kind and name of Marquee's own models. */
  kind: string | null;
  title: string | null;
  createdBy: string | null;
  createdAt: string;
  updatedAt: string;
}

/** `gate`: the rule of promotion; `guard`: the watch over the error of what is served. */
export const deciders = ['gate', 'person', 'guard'] as const;
export type Decider = (typeof deciders)[number];
export const moveKinds = ['move', 'rollback', 'release'] as const;
export type MoveKind = (typeof moveKinds)[number];

/** Who moved which alias, when, why and by which numbers. */
export interface AliasMove {
  alias: string;
  fromVersion: number | null;
  /** null: the alias was taken away. */
  toVersion: number | null;
  kind: MoveKind;
  reason: string;
  decidedBy: Decider;
  /** Name and role of the API key; null where none is asked for, or no person decided. */
  actor: string | null;
  numbers: Record<string, unknown>;
  /** The decision about a promotion that it carries out. */
  decisionId: string | null;
  movedAt: string;
}

/** A move that is asked for. */
export interface MoveRequest {
  /** Marquee's own model when left out. */
  modelName?: string;
  alias: string;
  toVersion: number;
  reason: string;
  decidedBy: Decider;
  actor?: string | null;
  numbers: Record<string, unknown>;
  /** Move it only if this version has the alias now; null: only if none has. */
  expectedFrom?: number | null;
}
