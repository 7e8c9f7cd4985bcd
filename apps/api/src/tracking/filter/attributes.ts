import { runDialect, type AttributeRule, type FilterDialect } from './filter-language.js';

/** Attributes that runs can be asked for by, and what they are. Times are in ms since 1970, durations in ms. */
export const runAttributes = {
  run_id: 'string',
  run_name: 'string',
  status: 'string',
  artifact_uri: 'string',
  user_id: 'string',
  experiment_id: 'string',
  start_time: 'number',
  end_time: 'number',
  duration: 'number',
  kind: 'string',
  job_id: 'string',
  search_id: 'string',
  snapshot_id: 'string',
} as const satisfies Record<string, AttributeRule['type']>;
export type RunAttribute = keyof typeof runAttributes;

/** Attributes that experiments can be asked for by. Times are in ms since 1970. */
export const experimentAttributes = {
  experiment_id: 'string',
  name: 'string',
  creation_time: 'number',
  last_update_time: 'number',
} as const satisfies Record<string, AttributeRule['type']>;
export type ExperimentAttribute = keyof typeof experimentAttributes;

/** MLflow's language, and what Marquee knows of runs beside. */
export const extendedRunDialect: FilterDialect = {
  ...runDialect,
  attributes: new Map<string, AttributeRule>([
    ...Object.entries(runAttributes).map(
      ([key, type]) => [key, { key, type, lists: type === 'string' }] as const,
    ),
    ...[...runDialect.attributes].filter(([name]) => !Object.hasOwn(runAttributes, name)),
  ]),
};
