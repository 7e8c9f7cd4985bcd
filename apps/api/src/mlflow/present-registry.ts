import { ValidationFailedError } from '../platform/http/validation.js';
import type { RegisteredModel, RegisteredVersion } from '../registry/index.js';
import { toProtocolRunId } from '../tracking/index.js';
import { jsonPairs, present, presentList } from './protocol/json.js';

/** Versions are numbers that the protocol writes as text. @throws ValidationFailedError */
export function versionNumber(version: string): number {
  if (/^\d{1,9}$/.test(version)) return Number(version);
  const detail = `Parameter 'version' must be an integer, got '${version.slice(0, 100)}'.`;
  throw new ValidationFailedError([{ pointer: '/version', detail }]);
}

/** @param source  where clients find its files */
export function versionJson(version: RegisteredVersion, source: string): object {
  return present({
    name: version.modelName,
    version: String(version.version),
    creation_timestamp: Date.parse(version.createdAt),
    last_updated_timestamp: Date.parse(version.updatedAt),
    user_id: version.createdBy,
    current_stage: version.stage,
    description: version.description,
    source,
    run_id: version.runId === null ? '' : toProtocolRunId(version.runId),
    status: version.status,
    status_message: version.statusMessage,
    tags: presentList(jsonPairs(version.tags)),
    run_link: version.runLink ?? '',
    aliases: presentList(version.aliases),
  });
}

/** @param latestVersions  the newest of each stage, as `versionJson` */
export function modelJson(model: RegisteredModel, latestVersions: readonly object[]): object {
  return {
    name: model.name,
    creation_timestamp: Date.parse(model.createdAt),
    last_updated_timestamp: Date.parse(model.updatedAt),
    description: model.description || undefined,
    latest_versions: presentList(latestVersions),
    tags: presentList(jsonPairs(model.tags)),
    aliases: presentList(
      Object.entries(model.aliases).map(([alias, version]) => ({ alias, version: String(version) })),
    ),
  };
}
