import type { ItemNeighbours, RecommenderModel } from '@marquee/recommender';
import type { ArtifactStore } from '../platform/artifacts/artifact-store.js';
import { loadModelFiles, type ModelVersion } from '../registry/index.js';
import { sameOrder } from './ranking-catalogue.js';

/** A model version in memory, with what lists are made from. */
export interface Champion {
  readonly version: ModelVersion;
  readonly model: RecommenderModel;
  /** null for a model that was trained without. */
  readonly neighbours: ItemNeighbours | null;
  /** Whether arrays by the model's item index can be read by the neighbours' index. */
  readonly itemsInNeighbourOrder: boolean;
}

/** @throws when an artifact is missing or is not what its checksum says */
export async function readModel(
  artifacts: Pick<ArtifactStore, 'get'>,
  version: ModelVersion,
): Promise<Champion> {
  const { model, neighbours } = await loadModelFiles(artifacts, version);
  const itemsInNeighbourOrder = neighbours !== null && sameOrder(model.items, neighbours.items);
  return { version, model, neighbours, itemsInNeighbourOrder };
}
