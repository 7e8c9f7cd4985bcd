import {
  decodeSafetensors,
  itemNeighboursFromState,
  loadModel,
  type ItemNeighbours,
  type RecommenderModel,
} from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { ArtifactStore } from '../platform/artifacts/artifact-store.js';
import type { ModelVersion } from './model-version.js';
import { probeModel } from './probe-model.js';
import { ModelVersionUnreadableError } from './registry.errors.js';

/** What the files of a version hold. */
export interface LoadedModel {
  readonly model: RecommenderModel;
  /** null for a model that was trained without. */
  readonly neighbours: ItemNeighbours | null;
}

/** @throws when an artifact is missing, is not what its checksum says, or is not a model of a known kind */
export async function loadModelFiles(
  artifacts: Pick<ArtifactStore, 'get'>,
  version: ModelVersion,
): Promise<LoadedModel> {
  const model = loadModel(decodeSafetensors(await artifacts.get(version.artifact)));
  const file = version.companions.neighbours;
  const neighbours = file ? itemNeighboursFromState(decodeSafetensors(await artifacts.get(file))) : null;
  return { model, neighbours };
}

/** Checks whether versions of Marquee's own model can serve, by loading them and asking for estimates. */
@Injectable()
export class ModelFiles {
  constructor(private readonly artifacts: ArtifactStore) {}

  /** @throws ModelVersionUnreadableError with the reason */
  async verify(version: ModelVersion): Promise<void> {
    try {
      probeModel(await loadModelFiles(this.artifacts, version));
    } catch (error) {
      throw new ModelVersionUnreadableError(version.version, error);
    }
  }
}
