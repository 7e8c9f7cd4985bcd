import { ArtifactStoreError } from './artifact-errors.js';

/** `ENOENT` and the like; empty for what is no fault of the system. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && 'syscall' in (error as object) ? code : '';
}

/** A fault of the file system in words that say what to do. */
export function fileFault(folder: string, error: unknown): ArtifactStoreError {
  switch (errorCode(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return folderFull(folder, error);
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new ArtifactStoreError(
        'artifact-store-denied',
        `The artifact folder ${folder} cannot be used by this process (${errorCode(error)}): give it to the user that runs Marquee, writable.`,
        error,
      );
    default:
      return new ArtifactStoreError(
        'artifact-store-failed',
        `The artifact folder ${folder} failed: ${error instanceof Error ? error.message : String(error)}.`,
        error,
      );
  }
}

export function folderFull(folder: string, cause?: unknown): ArtifactStoreError {
  return new ArtifactStoreError(
    'artifact-store-full',
    `There is no room left in the artifact folder ${folder}: free some space, or set DATA_DIR to a larger disk.`,
    cause,
  );
}
