import { parseArgs } from 'node:util';
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
    },
  });
  if (values.help) return null;
  if (positionals.length !== 1)
    throw new Error(`Expected one source, found ${positionals.length}. See npm run import -- --help.`);
  const chosen = conflictChoices.filter((choice) => values[choice]);
  if (chosen.length > 1)
    throw new Error(`Expected one choice, found ${chosen.map((choice) => `--${choice}`).join(' and ')}.`);
  const options = {
    ...(chosen[0] ? { onConflict: chosen[0] } : {}),
    ...(values['dry-run'] ? { dryRun: true } : {}),
  };
  return { source: positionals[0], options };
}
