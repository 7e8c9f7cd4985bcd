import { choiceEffects, conflictChoices, type ConflictChoice } from './import-choice.js';

/** How the data of a source meets the data that is here, by number. */
export interface SourceComparison {
  movies: {
    /** Of the source, with a number that a movie here has, both with a title. */
    met: number;
    /** Of these, with another title. */
    differing: number;
    /** Of the differing ones, made here and not imported. */
    madeHere: number;
    /** Of a source without movies: numbers that no movie here has. */
    unknown: number;
    /** Of a source without movies: numbers that a movie here has. */
    known: number;
    examples: { movieId: number; here: string; source: string }[];
  };
  users: {
    /** Of the source, with a number that a user with ratings, or one made here, has. */
    met: number;
    /** At least half of the movies that both rated are rated alike. */
    confirmed: number;
    /** Both rated the same movies, differently. */
    contradicting: number;
    /** The source and the data here have ratings by this number, none of them of the same movie. */
    disjoint: number;
    /** Made here, and not confirmed. */
    madeHere: number;
    examples: { userId: number; overlapping: number; agreeing: number }[];
  };
  ratings: {
    /** Of users that are met. */
    compared: number;
    /** Pairs of user and movie that both have. */
    overlapping: number;
    /** Of the overlapping ones, those that the import would overwrite with another rating. */
    overwritten: number;
    /** Of the overlapping ones, those of the source with another rating and an earlier time. */
    older: number;
  };
  /** Whether the source has a file of movies. */
  hasMovies: boolean;
}

/** Why an import stopped: its numbers, and what can be done. */
export interface SourceConflict extends SourceComparison {
  /** What was found, a sentence each. */
  reasons: string[];
  /** Whether the data here is the sample that the first start imported, and nothing has changed since. */
  untouchedSample: boolean;
  recommended: ConflictChoice | null;
  choices: { choice: ConflictChoice; effect: string }[];
}

/** Editions of one data set retitle a few movies; two data sets share only few titles under one number. */
export const mostDifferingTitles = 0.05;
/** Users of one data set may have rated some movies anew. */
export const mostUnconfirmedUsers = 0.02;
/** A file of ratings alone with no more of them is an addition or a correction, and no data set. */
export const fewRatings = 10;
/** Of a file of ratings alone whose users are all new: numbers of movies that are not here. */
export const mostUnknownMovies = 0.1;
export const leastUnknownMovies = 10;

/**
 * Says what speaks against a source being the data that is here; [] when nothing does.
 *
 *   movies: more than 5 % of those met have another title, or one that was made here has
 *   users:  more than 2 % of those met are not confirmed by ratings, or one that was made here is not; up to ten ratings
 *           without movies that correct ratings here, or contradict none, need no confirmation
 *   ratings alone, by new users only: more than 10 % of the movies, and at least 10, are not here while others are
 */
export function contradictionsOf(comparison: SourceComparison): string[] {
  return [movieContradiction(comparison), userContradiction(comparison), unknownMovies(comparison)].filter(
    (reason) => reason !== null,
  );
}

function movieContradiction({ movies }: SourceComparison): string | null {
  const { met, differing, madeHere } = movies;
  if (differing <= mostDifferingTitles * met && madeHere === 0) return null;
  const [example] = movies.examples;
  const shown = example
    ? `, such as ${example.movieId}: "${example.source}" in the source, "${example.here}" here`
    : '';
  return `${count(differing)} of the ${count(met)} movies that meet a number here have another title${shown}`;
}

function userContradiction(comparison: SourceComparison): string | null {
  const { users, ratings } = comparison;
  const strangers = users.contradicting + users.disjoint;
  if (users.madeHere === 0) {
    if (strangers <= mostUnconfirmedUsers * users.met) return null;
    if (isAmendment(comparison)) return null;
  }
  const madeHere = users.madeHere > 0 ? ` (${count(users.madeHere)} of them made here)` : '';
  return (
    `${count(strangers)} of the ${count(users.met)} users that meet a number here are other users${madeHere}: ` +
    `${count(users.contradicting)} rated the same movies differently, ${count(users.disjoint)} have no rating in common` +
    (ratings.overwritten > 0 ? `; ${count(ratings.overwritten)} ratings would be overwritten` : '')
  );
}

/** Ten ratings at most, without movies: of pairs that are all here and not newer there, or in contradiction to none. */
function isAmendment({ hasMovies, movies, users, ratings }: SourceComparison): boolean {
  if (hasMovies || movies.unknown > 0 || ratings.compared > fewRatings) return false;
  const corrects = ratings.overlapping === ratings.compared && ratings.older === 0;
  return corrects || users.contradicting === 0;
}

function unknownMovies({ hasMovies, movies, users }: SourceComparison): string | null {
  const { known, unknown } = movies;
  if (hasMovies || users.confirmed > 0 || known === 0) return null;
  if (unknown < leastUnknownMovies || unknown <= mostUnknownMovies * (known + unknown)) return null;
  return `${count(unknown)} of the ${count(known + unknown)} movies that are rated are not here, and the source names none`;
}

/** The conflict of a comparison with these contradictions. */
export function conflictOf(
  comparison: SourceComparison,
  reasons: string[],
  untouchedSample: boolean,
): SourceConflict {
  return {
    ...comparison,
    reasons,
    untouchedSample,
    recommended: untouchedSample ? 'replace' : null,
    choices: conflictChoices.map((choice) => ({ choice, effect: choiceEffects[choice] })),
  };
}

/** The conflict as a message. */
export function conflictText(source: string, { reasons, untouchedSample, choices }: SourceConflict): string {
  const sample = untouchedSample
    ? ' What is here is only the sample data of the first start, unchanged: replace is recommended.'
    : '';
  const options = choices.map(({ choice, effect }) => `${choice} (${effect})`).join('; ');
  return `${source} does not look like the data that is here: ${reasons.join('; ')}. Nothing was changed.${sample} Import it again with one of: ${options}.`;
}

const count = (number: number): string => number.toLocaleString('en');
