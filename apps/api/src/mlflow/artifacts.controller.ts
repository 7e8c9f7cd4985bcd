import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { RequireRole } from '../platform/auth/require-role.js';
import { ExperimentsService, RunsService } from '../tracking/index.js';
import { ArtifactTreeService } from './artifact-tree.service.js';
import { artifactUriOf } from './present-run.js';
import { attachment } from './protocol/attachment.js';
import { Fields } from './protocol/fields.js';
import { presentList } from './protocol/json.js';
import { protocolMounts, Rpc } from './protocol/rpc.js';
import { runIdOf } from './protocol/run-id.js';
import { RegisteredSources } from './registered-sources.service.js';

/** Files of runs and model versions, by what they belong to. */
@ApiExcludeController()
@Controller()
export class MlflowArtifactsController {
  constructor(
    private readonly runs: RunsService,
    private readonly experiments: ExperimentsService,
    private readonly tree: ArtifactTreeService,
    private readonly sources: RegisteredSources,
  ) {}

  @Rpc('GET', protocolMounts.map((mount) => `${mount}/artifacts/list`), 'read')
  async list(@Query() query: unknown): Promise<object> {
    const fields = Fields.of(query);
    const uri = await this.uriOfRun(runIdOf(fields));
    return { root_uri: uri, files: presentList(await this.tree.listUnder(uri, fields.text('path') ?? '')) };
  }

  @Get('get-artifact')
  @RequireRole('read')
  async get(@Query() query: unknown): Promise<StreamableFile> {
    const fields = Fields.of(query);
    const path = fields.requiredText('path');
    return attachment(path, await this.tree.openUnder(await this.uriOfRun(runIdOf(fields)), path));
  }

  @Get('model-versions/get-artifact')
  @RequireRole('read')
  async getOfVersion(@Query() query: unknown): Promise<StreamableFile> {
    const fields = Fields.of(query);
    const path = fields.requiredText('path');
    const uri = await this.sources.uriOf(fields.requiredText('name'), fields.requiredText('version'));
    return attachment(path, await this.tree.openUnder(uri, path));
  }

  private async uriOfRun(runId: string): Promise<string> {
    const run = await this.runs.get(runId);
    return artifactUriOf(run, await this.experiments.get(run.experimentId));
  }
}
