import { ValidationFailedError } from '../../platform/http/validation.js';
import { versionStages, type VersionStage } from '../../registry/index.js';

/** A stage by its name in any case. @throws ValidationFailedError */
export function stageOf(name: string): VersionStage {
  const stage = versionStages.find((one) => one.toLowerCase() === name.toLowerCase());
  if (stage) return stage;
  const detail = `Invalid Model Version stage: ${name}. Value must be one of ${versionStages.join(', ')}.`;
  throw new ValidationFailedError([{ pointer: '/stage', detail }]);
}
