import { parseArgs } from 'node:util';
import { parseScale } from '../../formats/rating-scale.js';
import { separators } from '../../formats/rating-table.js';
import { textEncodings } from '../../formats/text-shape.js';
import { parseMapping, type ReadingOptions } from '../reading-options.js';
import { conflictChoices, type ImportOptions } from '../identity/import-choice.js';

/** What the import command was asked for. */
export interface ImportWords {
  source: string;
  options: ImportOptions;
}

/**
 * Reads the words of the import command.
 *
 * @returns null where it is to explain itself
 * @throws Error that says which word is wrong
 */
export function readImportWords(words: readonly string[]): ImportWords | null {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      replace: { type: 'boolean' },
      'as-new-users': { type: 'boolean' },
      merge: { type: 'boolean' },
      'dry-run': { type: 'boolean' },
      map: { type: 'string' },
      scale: { type: 'string' },
      separator: { type: 'string' },
      encoding: { type: 'string' },
      header: { type: 'boolean' },
      'no-header': { type: 'boolean' },
      rating: { type: 'string' },
      ratings: { type: 'string' },
    },
  });
  if (values.help) return null;
  if (positionals.length !== 1)
    throw new Error(`Expected one source, found ${positionals.length}. See npm run import -- --help.`);
  const chosen = conflictChoices.filter((choice) => values[choice]);
  if (chosen.length > 1)
    throw new Error(`Expected one choice, found ${chosen.map((choice) => `--${choice}`).join(' and ')}.`);
  const options: ImportOptions = {
    ...(chosen[0] ? { onConflict: chosen[0] } : {}),
    ...(values['dry-run'] ? { dryRun: true } : {}),
    ...readingOptions(values),
  };
  return { source: positionals[0], options };
}

interface ReadingWords {
  map?: string;
  scale?: string;
  separator?: string;
  encoding?: string;
  header?: boolean;
  'no-header'?: boolean;
  rating?: string;
  ratings?: string;
}

function readingOptions(words: ReadingWords): ReadingOptions {
  const options: ReadingOptions = {};
  if (words.map !== undefined) options.mapping = parseMapping(words.map);
  if (words.scale !== undefined) {
    const scale = parseScale(words.scale);
    if (!scale)
      throw new Error(
        `--scale is "${words.scale}", expected the least and the greatest rating, such as 1..10.`,
      );
    options.scale = scale;
  }
  if (words.separator !== undefined)
    options.separator = oneOf('separator', separatorOf(words.separator), separators);
  if (words.encoding !== undefined)
    options.encoding = oneOf('encoding', encodingOf(words.encoding), textEncodings);
  if (words.header) options.header = true;
  if (words['no-header']) options.header = false;
  if (words.rating !== undefined) {
    const rating = Number(words.rating);
    if (!(rating >= 0.5 && rating <= 5))
      throw new Error(`--rating is "${words.rating}", expected stars from 0.5 to 5.`);
    options.constantRating = rating;
  }
  if (words.ratings !== undefined) options.ratings = words.ratings;
  return options;
}

function oneOf<T extends string>(name: string, given: string, known: readonly T[]): T {
  const found = known.find((one) => one === given);
  if (found === undefined) throw new Error(`--${name} is "${given}", expected one of ${known.join(' ')}.`);
  return found;
}

function separatorOf(word: string): string {
  return /^(tab|\\t)$/i.test(word) ? '\t' : word;
}

function encodingOf(word: string): string {
  const plain = word.toLowerCase();
  const aliases: Record<string, string> = {
    utf8: 'utf-8',
    'utf-16': 'utf-16le',
    utf16: 'utf-16le',
    latin1: 'windows-1252',
    'latin-1': 'windows-1252',
    'iso-8859-1': 'windows-1252',
    cp1252: 'windows-1252',
  };
  return aliases[plain] ?? plain;
}
