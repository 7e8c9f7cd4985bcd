import type { SourceConflict } from '../identity/source-conflict.js';

/** A conflict with its choices as options of the command. */
export function explainConflict({ reasons, untouchedSample, recommended, choices }: SourceConflict): string {
  return [
    'This does not look like the data that is here; nothing was changed.',
    ...reasons.map((reason) => `  - ${reason}`),
    ...(untouchedSample ? ['What is here is only the sample data of the first start, unchanged.'] : []),
    'Import it again with one of:',
    ...choices.map(
      ({ choice, effect }) =>
        `  --${choice.padEnd(13)} ${effect}${choice === recommended ? ' (recommended)' : ''}`,
    ),
  ].join('\n');
}
