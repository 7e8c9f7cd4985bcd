import { ValidationFailedError } from '../../platform/http/validation.js';

/** Marks registered models that are prompts. */
export const promptTag = 'mlflow.prompt.is_prompt';

/**
 * Where the files of a version are, as whoever registers it says. Nothing of this machine may be meant by it.
 *
 * @throws ValidationFailedError for paths of a file system and addresses that climb
 */
export function checkSource(source: string, tags: Readonly<Record<string, string>>): string {
  // A prompt is its tags: its source is a mere word.
  if (tags[promptTag]?.toLowerCase() === 'true' && /^[\w.-]*$/.test(source)) return source;
  const decoded = fullyDecoded(source);
  const isLocal = !/^[a-z][\w+.-]*:/i.test(decoded) || /^file:/i.test(decoded) || /^[a-z]:/i.test(decoded);
  // eslint-disable-next-line no-control-regex
  const isOdd = /[\u0000-\u001f\u007f]/.test(decoded) || decoded.split(/[/\\]/).includes('..');
  if (!isLocal && !isOdd) return source;
  const reason = isLocal
    ? 'files of this server cannot be registered'
    : 'an address without relative parts is needed';
  const detail = `Invalid model version source: '${source.slice(0, 200)}': ${reason}.`;
  throw new ValidationFailedError([{ pointer: '/source', detail }]);
}

function fullyDecoded(text: string): string {
  let decoded = text;
  for (let times = 0; times < 5; times++) {
    try {
      decoded = decodeURIComponent(decoded);
    } catch {
      break;
    }
  }
  return decoded;
}
