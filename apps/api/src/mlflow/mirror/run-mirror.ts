import { ArtifactStore } from '../../platform/artifacts/artifact-store.js';
import {
  toProtocolStatus,
  type MetricPoint,
  type RunsService,
  type RunWithData,
} from '../../tracking/index.js';
import { modelFolder } from '../artifact-tree.service.js';
import { metricJson } from '../present-run.js';
import { jsonPairs } from '../protocol/json.js';
import type { RemoteMlflow } from './remote-mlflow.js';

const metricsPerBatch = 1000;
const pairsPerBatch = 100;
/** Tag of the run over there: what it mirrors. */
export const mirroredRunTag = 'marquee.runId';

/** What of a run is at the other server now. */
export interface MirroredRun {
  runId: string;
  /** Its version of the registered model there; null where it made none, or its file could not be sent. */
  version: string | null;
}

/**
 * Mirrors finished runs of Marquee to a real MLflow server. Mirroring a run again finds what is there and completes it.
 */
export class RunMirror {
  constructor(
    private readonly remote: RemoteMlflow,
    private readonly runs: RunsService,
    private readonly store: ArtifactStore,
    private readonly modelName: string,
  ) {}

  /** @returns the id of the experiment there, made if it is not */
  async experiment(name: string): Promise<string> {
    const found = await this.remote.find<{ experiment: { experiment_id: string } }>(
      'experiments/get-by-name',
      { experiment_name: name },
    );
    if (found) return found.experiment.experiment_id;
    const created = await this.remote.post<{ experiment_id: string }>('experiments/create', { name });
    return created.experiment_id;
  }

  async mirror(run: RunWithData, experimentId: string): Promise<MirroredRun> {
    const remote = await this.findOrCreate(run, experimentId);
    const runId = remote.info.run_id;
    await this.logValues(run, runId);
    await this.logInputs(run, runId);
    const modelUri = await this.sendModel(run, remote.info.artifact_uri);
    const version =
      run.modelVersion === null || modelUri === null ? null : await this.register(runId, modelUri);
    await this.remote.post('runs/update', {
      run_id: runId,
      status: toProtocolStatus(run.status),
      end_time: Date.parse(run.finishedAt ?? run.startedAt),
    });
    return { runId, version };
  }

  /** Points the alias of what serves at a version. */
  async setAlias(alias: string, version: string): Promise<void> {
    await this.remote.post('registered-models/alias', { name: this.modelName, alias, version });
  }

  private async findOrCreate(run: RunWithData, experimentId: string): Promise<RemoteRun> {
    const { runs = [] } = await this.remote.post<{ runs?: RemoteRun[] }>('runs/search', {
      experiment_ids: [experimentId],
      filter: `tags.\`${mirroredRunTag}\` = '${run.id}'`,
      max_results: 1,
    });
    if (runs[0]) return runs[0];
    const tags = {
      'mlflow.user': 'marquee',
      'mlflow.source.name': 'marquee',
      'mlflow.source.type': 'JOB',
      ...run.tags,
      'mlflow.runName': run.name,
      [mirroredRunTag]: run.id,
    };
    const created = await this.remote.post<{ run: RemoteRun }>('runs/create', {
      experiment_id: experimentId,
      user_id: 'marquee',
      run_name: run.name,
      start_time: Date.parse(run.startedAt),
      tags: jsonPairs(tags),
    });
    return created.run;
  }

  private async logValues(run: RunWithData, runId: string): Promise<void> {
    for (const params of chunks(jsonPairs(run.params), pairsPerBatch)) {
      await this.remote.post('runs/log-batch', { run_id: runId, params });
    }
    for (const { key } of run.metrics) {
      for (let cursor: string | null = null; ;) {
        const page: { items: MetricPoint[]; nextCursor: string | null } = await this.runs.metricHistory(
          run.id,
          key,
          { limit: metricsPerBatch, cursor },
        );
        const metrics = page.items.map(metricJson);
        await this.remote.post('runs/log-batch', { run_id: runId, metrics });
        cursor = page.nextCursor;
        if (cursor === null) break;
      }
    }
  }

  private async logInputs({ inputs }: RunWithData, runId: string): Promise<void> {
    if (inputs.length === 0) return;
    const datasets = inputs.map(({ dataset, tags }) => ({
      tags: jsonPairs(tags),
      dataset: {
        name: dataset.name,
        digest: dataset.digest,
        source_type: dataset.sourceType,
        source: dataset.source,
        ...(dataset.schema === null ? {} : { schema: dataset.schema }),
        ...(dataset.profile === null ? {} : { profile: dataset.profile }),
      },
    }));
    await this.remote.post('runs/log-inputs', { run_id: runId, datasets });
  }

  /** @returns where the model is there; null where there is none, or where that server takes no files itself */
  private async sendModel({ artifact }: RunWithData, artifactUri: string): Promise<string | null> {
    const root = /^mlflow-artifacts:(?:\/\/[^/]*)?\/(.*)$/.exec(artifactUri)?.[1];
    if (artifact === null || root === undefined) return null;
    const content = this.store.getStream(artifact);
    await this.remote.upload(`${root}/${modelFolder}/model.safetensors`, content, artifact.bytes);
    return `${artifactUri}/${modelFolder}`;
  }

  private async register(runId: string, source: string): Promise<string> {
    await this.remote.ensure('registered-models/create', { name: this.modelName });
    const filter = `name = '${this.modelName}' AND run_id = '${runId}'`;
    const { model_versions: known = [] } = await this.remote.get<{ model_versions?: RemoteVersion[] }>(
      'model-versions/search',
      { filter },
    );
    if (known[0]) return known[0].version;
    const created = await this.remote.post<{ model_version: RemoteVersion }>('model-versions/create', {
      name: this.modelName,
      source,
      run_id: runId,
    });
    return created.model_version.version;
  }
}

interface RemoteRun {
  info: { run_id: string; artifact_uri: string };
}

interface RemoteVersion {
  version: string;
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}
