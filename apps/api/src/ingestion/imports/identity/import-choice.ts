import type { ReadingOptions } from '../reading-options.js';

/** What to do with data that is not the data that is here. */
export const conflictChoices = ['replace', 'as-new-users', 'merge'] as const;
export type ConflictChoice = (typeof conflictChoices)[number];

/** What each choice does, in a sentence for people. */
export const choiceEffects: Readonly<Record<ConflictChoice, string>> = {
  replace:
    'takes a snapshot, then removes all ratings, movies, tags and users that are here and puts the new data in their place',
  'as-new-users':
    'gives the users of the source new numbers and matches its movies by IMDb or TMDB id, or by title and year',
  merge: 'takes equal numbers for the same users and movies; titles and older ratings are overwritten',
};

/** How an import is to go. */
export interface ImportOptions extends ReadingOptions {
  /** Without it, an import of other data than that which is here stops before it writes. */
  onConflict?: ConflictChoice;
  /** Reports what the import would do, and changes nothing. */
  dryRun?: boolean;
}
