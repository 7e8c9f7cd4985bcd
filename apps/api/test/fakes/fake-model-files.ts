import type { ModelVersion } from '../../src/registry/index.js';
import type { ModelFiles } from '../../src/registry/model-files.js';
import { ModelVersionUnreadableError } from '../../src/registry/registry.errors.js';

/** Takes every version for one that can serve, save those that a test names. */
export class FakeModelFiles implements Pick<ModelFiles, 'verify'> {
  readonly unreadable = new Set<number>();

  verify({ version }: ModelVersion): Promise<void> {
    if (!this.unreadable.has(version)) return Promise.resolve();
    return Promise.reject(new ModelVersionUnreadableError(version, new Error('Its file is gone.')));
  }
}
