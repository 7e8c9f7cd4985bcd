import { Injectable } from '@nestjs/common';
import { ownModel, RegisteredModelsService, type RegisteredVersion } from '../registry/index.js';
import { ExperimentsService, RunsService } from '../tracking/index.js';
import { modelFolder } from './artifact-tree.service.js';
import { artifactUriOf } from './present-run.js';
import { versionNumber } from './present-registry.js';

/** Where clients find the files of model versions. */
@Injectable()
export class RegisteredSources {
  constructor(
    private readonly models: RegisteredModelsService,
    private readonly runs: RunsService,
    private readonly experiments: ExperimentsService,
  ) {}

  async uriOf(name: string, version: string): Promise<string> {
    return this.sourceOf(await this.models.version(name, versionNumber(version)));
  }

  /** As it was registered; of what Marquee trained itself, the folder of its run that shows the model. */
  async sourceOf({ modelName, runId, source }: RegisteredVersion): Promise<string> {
    if (modelName !== ownModel || runId === null || isAddress(source)) return source;
    const run = await this.runs.get(runId);
    return `${artifactUriOf(run, await this.experiments.get(run.experimentId))}/${modelFolder}`;
  }
}

/** Keys of Marquee's own store mean nothing to a client. */
function isAddress(source: string): boolean {
  return /^(?!file:|s3:)[a-z][\w+.-]*:/i.test(source);
}
