import { ValidationFailedError } from '../../platform/http/validation.js';

const longestPath = 1000;
const longestName = 255;

/**
 * A relative path of files and folders, such as `model/MLmodel`.
 *
 * @param path  decoded
 * @throws ValidationFailedError when it could lead anywhere else, or is longer than a store takes
 */
export function checkedArtifactPath(path: string): string {
  const fault = faultOf(path);
  if (fault === null) return path;
  throw new ValidationFailedError([
    { pointer: '/path', detail: `Invalid path ${JSON.stringify(path.slice(0, 200))}: ${fault}` },
  ]);
}

/** A path that is still encoded must be harmless however often somebody decodes it. */
function faultOf(path: string): string | null {
  return faultOfPlain(path) ?? faultOfPlain(fullyDecoded(path));
}

function fullyDecoded(path: string): string {
  let decoded = path;
  for (let times = 0; times < 5 && decoded.includes('%'); times++) {
    try {
      decoded = decodeURIComponent(decoded);
    } catch {
      break;
    }
  }
  return decoded;
}

function faultOfPlain(path: string): string | null {
  const parts = path.split('/');
  if (path.startsWith('/')) return 'it must be relative';
  if (parts.some((part) => part === '')) return 'it has an empty part';
  if (parts.some((part) => part === '.' || part === '..')) return 'it has a part of dots only';
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u001f\u007f\\]/.test(path)) return 'it has a control character or a backslash';
  if (/^[A-Za-z]:/.test(path)) return 'it begins with a drive';
  if (Buffer.byteLength(path) > longestPath) return `it is longer than ${longestPath} bytes`;
  if (parts.some((part) => Buffer.byteLength(part) > longestName)) {
    return `a part is longer than ${longestName} bytes`;
  }
  return null;
}
