import { RatingParser } from '../formats/rating-parser.js';
import { UnreadableFileError } from '../formats/rejected-line.js';
import { isBrokenSource } from './broken-source.js';
import { openSource, type ImportSource } from './import-source.js';
import { ImportSourceUnreadableError } from './imports.errors.js';

const enoughBytes = 1 << 20;

/** `openSource`, and its ratings have been looked at: see there for the errors. */
export async function openCheckedSource(path: string, label: string): Promise<ImportSource> {
  const source = await openSource(path, label);
  try {
    await checkHeader(source);
    return source;
  } catch (error) {
    source.close();
    throw error;
  }
}

/**
 * Reads the first line of the ratings, so that a file which is none is refused at once instead of by a job that fails.
 *
 * @throws ImportSourceUnreadableError
 */
async function checkHeader({ label, layout, files }: ImportSource): Promise<void> {
  const parser = new RatingParser(layout.ratings, layout.ratingFormat, {
    accept: () => null,
    reject: () => undefined,
  });
  let bytes = 0;
  try {
    const stream = await files.get(layout.ratings)?.open();
    for await (const chunk of stream ?? []) {
      parser.write(chunk as Buffer);
      bytes += (chunk as Buffer).length;
      if (parser.read > 0 || bytes > enoughBytes) return;
    }
    parser.end();
  } catch (error) {
    if (error instanceof UnreadableFileError) throw new ImportSourceUnreadableError(label, error.message);
    if (!isBrokenSource(error)) throw error;
    throw new ImportSourceUnreadableError(label, `${layout.ratings}: ${error.message}`);
  }
}
