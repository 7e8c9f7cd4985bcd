import { Injectable } from '@nestjs/common';
import { RegisteredModelsService, type RegisteredModel, type RegisteredVersion } from '../registry/index.js';
import { modelJson, versionJson } from './present-registry.js';
import { RegisteredSources } from './registered-sources.service.js';

/** Registered models and versions in the shape of the protocol. */
@Injectable()
export class RegistryViews {
  constructor(
    private readonly models: RegisteredModelsService,
    private readonly sources: RegisteredSources,
  ) {}

  async model(model: RegisteredModel): Promise<object> {
    return modelJson(model, await this.versions(await this.models.latestVersions(model.name)));
  }

  /** One after the other: a page of models needs no more of the database than one connection. */
  async allModels(models: readonly RegisteredModel[]): Promise<object[]> {
    const views: object[] = [];
    for (const model of models) views.push(await this.model(model));
    return views;
  }

  async version(version: RegisteredVersion): Promise<object> {
    return versionJson(version, await this.sources.sourceOf(version));
  }

  async versions(versions: readonly RegisteredVersion[]): Promise<object[]> {
    const views: object[] = [];
    for (const version of versions) views.push(await this.version(version));
    return views;
  }
}
