import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AliasesRepository } from './aliases.repository.js';
import {
  championAlias,
  ownModel,
  versionStages,
  type RegisteredModel,
  type RegisteredVersion,
  type VersionStage,
} from './model-version.js';
import { lockModel, RegisteredModelsRepository } from './registered-models.repository.js';
import {
  RegisteredVersionsRepository,
  type NewVersion,
  type VersionChanges,
} from './registered-versions.repository.js';
import {
  AliasNotFoundError,
  ModelVersionNotFoundError,
  ModelVersionServesError,
  OwnModelError,
  RegisteredModelNotFoundError,
} from './registry.errors.js';
import { modelNameFault, refuse, tagFault } from './registry-names.js';
import type { ModelField, RegistrySearch, VersionField } from './registry-search.js';

/** Registered models and their versions: Marquee's own, and what callers register beside it. */
@Injectable()
export class RegisteredModelsService {
  constructor(
    private readonly dataSource: DataSource,
    private readonly models: RegisteredModelsRepository,
    private readonly versions: RegisteredVersionsRepository,
    private readonly aliases: AliasesRepository,
  ) {}

  /** @throws ValidationFailedError, RegisteredModelExistsError */
  async create(
    name: string,
    { description = '', tags = {} }: { description?: string; tags?: Record<string, string> } = {},
  ): Promise<RegisteredModel> {
    refuse(modelNameFault(name), '/name');
    refuseTags(tags);
    await this.models.create(name, description, tags);
    return this.get(name);
  }

  async get(name: string): Promise<RegisteredModel> {
    const found = await this.models.find(name);
    if (!found) throw new RegisteredModelNotFoundError(name);
    return found;
  }

  search(search: RegistrySearch<ModelField>, limit: number, offset = 0): Promise<RegisteredModel[]> {
    return this.models.search(search, limit, offset);
  }

  /** @throws OwnModelError, RegisteredModelNotFoundError, RegisteredModelExistsError */
  async rename(name: string, newName: string): Promise<RegisteredModel> {
    if (name === ownModel) throw new OwnModelError(name);
    refuse(modelNameFault(newName), '/name');
    await this.models.rename(name, newName);
    return this.get(newName);
  }

  async describe(name: string, description: string): Promise<RegisteredModel> {
    await this.get(name);
    await this.models.describe(name, description);
    return this.get(name);
  }

  /** With its versions, aliases, tags and history. @throws OwnModelError, RegisteredModelNotFoundError */
  async delete(name: string): Promise<void> {
    if (name === ownModel) throw new OwnModelError(name);
    await this.models.delete(name);
  }

  async setTag(name: string, key: string, value: string): Promise<void> {
    await this.get(name);
    refuseTags({ [key]: value });
    await this.models.setTag(name, key, value);
  }

  async deleteTag(name: string, key: string): Promise<void> {
    await this.get(name);
    await this.models.deleteTag(name, key);
  }

  /** @throws RegisteredModelNotFoundError; ModelVersionExistsError where it is Marquee's own and has the run already */
  async createVersion(name: string, version: NewVersion): Promise<RegisteredVersion> {
    refuseTags(version.tags ?? {});
    return this.version(name, await this.versions.create(name, version));
  }

  async version(name: string, version: number): Promise<RegisteredVersion> {
    const found = await this.versions.find(name, version);
    if (found) return found;
    await this.get(name);
    throw new ModelVersionNotFoundError(version, name);
  }

  /** null: there never was such a version. `deletedAt`: since when nobody sees it any more, null of one that is there. */
  versionEvenDeleted(
    name: string,
    version: number,
  ): Promise<{ version: RegisteredVersion; deletedAt: string | null } | null> {
    return this.versions.findEvenDeleted(name, version);
  }

  async versionWithAlias(name: string, alias: string): Promise<RegisteredVersion> {
    const found = await this.versions.withAlias(name, alias);
    if (found) return found;
    await this.get(name);
    throw new AliasNotFoundError(alias, name);
  }

  searchVersions(
    search: RegistrySearch<VersionField>,
    limit: number,
    offset = 0,
  ): Promise<RegisteredVersion[]> {
    return this.versions.search(search, limit, offset);
  }

  /** The newest version of each of the stages that has one. */
  async latestVersions(
    name: string,
    stages: readonly VersionStage[] = versionStages,
  ): Promise<RegisteredVersion[]> {
    await this.get(name);
    return this.versions.latestByStage(name, stages);
  }

  /** @param archiveOthers  whether other versions leave the stage that this one enters */
  async updateVersion(
    name: string,
    version: number,
    changes: VersionChanges,
    archiveOthers = false,
  ): Promise<RegisteredVersion> {
    await this.version(name, version);
    await this.versions.update(name, version, changes, archiveOthers);
    return this.version(name, version);
  }

  async setVersionTag(name: string, version: number, key: string, value: string): Promise<void> {
    await this.version(name, version);
    refuseTags({ [key]: value });
    await this.versions.setTag(name, version, key, value);
  }

  async deleteVersionTag(name: string, version: number, key: string): Promise<void> {
    await this.version(name, version);
    await this.versions.deleteTag(name, version, key);
  }

  /**
   * Deletes a version and releases its aliases, with a line in their history.
   *
   * @throws ModelVersionServesError for the champion of Marquee's own model; ModelVersionNotFoundError
   */
  async deleteVersion(name: string, version: number, actor: string | null = null): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      await lockModel(manager, name);
      const aliases = await this.aliases.ofVersion(manager, name, version);
      if (name === ownModel && aliases.includes(championAlias)) throw new ModelVersionServesError(version);
      for (const alias of aliases) {
        await this.aliases.release(manager, {
          modelName: name,
          alias,
          reason: `Version ${version} was deleted.`,
          decidedBy: 'person',
          actor,
          numbers: {},
        });
      }
      await this.versions.markDeleted(manager, name, version);
    });
  }
}

function refuseTags(tags: Record<string, string>): void {
  for (const [key, value] of Object.entries(tags)) refuse(tagFault(key, value), '/tags');
}
