import { Injectable } from '@nestjs/common';
import { Catalogue, RatingsReader } from '../ingestion/index.js';
import { ArtifactStore } from '../platform/artifacts/artifact-store.js';
import { RegistryService, type ModelVersion } from '../registry/index.js';
import type { FilmContent, TrainingTask } from './training-messages.js';
import type { TrainingData } from './training-run.js';

/** Ratings are from half a star to five, whatever the source. */
const scale = { min: 0.5, max: 5 };

export interface LoadedInputs {
  task: Pick<TrainingTask, 'columns' | 'films' | 'scale' | 'champion'>;
  data: Omit<TrainingData, 'dataFingerprint' | 'userCount' | 'movieCount'>;
  /** Whose file `task.champion` is; null when nobody reigns. */
  reigning: ModelVersion | null;
}

/** Reads what a training thread learns from. */
@Injectable()
export class TrainingInputs {
  constructor(
    private readonly ratings: RatingsReader,
    private readonly catalogue: Catalogue,
    private readonly registry: RegistryService,
    private readonly artifacts: ArtifactStore,
  ) {}

  /**
   * All ratings and films of this moment, and the reigning champion.
   *
   * @throws the reason of `signal` when it is aborted
   */
  async load(signal: AbortSignal): Promise<LoadedInputs> {
    const dataRevision = await this.ratings.revision();
    const { newestRatingAt, ...columns } = await this.ratings.loadAll(signal);
    const champion = await this.registry.championOrNull();
    return {
      task: {
        columns,
        films: await this.films(),
        scale,
        champion: champion ? new Uint8Array(await this.artifacts.get(champion.artifact)) : null,
      },
      data: { dataRevision, ratingCount: columns.users.length, newestRatingAt },
      reigning: champion,
    };
  }

  private async films(): Promise<FilmContent[]> {
    const [movies, tags] = await Promise.all([this.catalogue.all(), this.catalogue.tags()]);
    return movies.map(({ id, genres, year }) => ({ id, genres, year, tags: tags.get(id) ?? [] }));
  }
}
