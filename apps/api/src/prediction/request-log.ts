import { defaultRequest, type RecommendationRequest } from './recommendation.js';

/** Excluded films that a log entry holds at the most. */
const mostExclusions = 200;
/** What the log has columns of its own for, or must not keep. */
const keptElsewhere = new Set<string>(['scenario', 'alias', 'version', 'callerKey']);

/**
 * What of a request is not the default, to make the same list again; `incomplete` where that would be too much to keep.
 */
export function requestForLog(request: RecommendationRequest): Record<string, unknown> {
  const said = Object.entries(request).filter(
    ([name, value]) =>
      !keptElsewhere.has(name) &&
      JSON.stringify(value) !== JSON.stringify(defaultRequest[name as keyof RecommendationRequest]),
  );
  if (request.excludeMovieIds.length <= mostExclusions) return Object.fromEntries(said);
  return { ...Object.fromEntries(said.filter(([name]) => name !== 'excludeMovieIds')), incomplete: true };
}

/** The request that a log entry tells of; null where it does not tell all of it. */
export function requestFromLog(logged: Readonly<Record<string, unknown>>): RecommendationRequest | null {
  return logged.incomplete === true ? null : { ...defaultRequest, ...logged };
}
