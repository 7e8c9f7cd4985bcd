import type { SchemaElement } from 'hyparquet';

const required = (element: SchemaElement): SchemaElement => ({ ...element, repetition_type: 'REQUIRED' });
const optional = (element: SchemaElement): SchemaElement => ({ ...element, repetition_type: 'OPTIONAL' });

const integer = (name: string): SchemaElement => ({ name, type: 'INT32' });
const text = (name: string): SchemaElement => ({
  name,
  type: 'BYTE_ARRAY',
  converted_type: 'UTF8',
  logical_type: { type: 'STRING' },
});
/** Microseconds since 1970, UTC: what PostgreSQL keeps. */
const moment = (name: string): SchemaElement => ({
  name,
  type: 'INT64',
  converted_type: 'TIMESTAMP_MICROS',
  logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
});
const list = (name: string, element: SchemaElement): SchemaElement[] => [
  {
    name,
    repetition_type: 'REQUIRED',
    num_children: 1,
    converted_type: 'LIST',
    logical_type: { type: 'LIST' },
  },
  { name: 'list', repetition_type: 'REPEATED', num_children: 1 },
  { ...element, name: 'element', repetition_type: 'REQUIRED' },
];
const root = (columns: number): SchemaElement => ({ name: 'schema', num_children: columns });

/** One row a rating, by user, then by film. */
export const ratingsSchema: SchemaElement[] = [
  root(4),
  required(integer('user_id')),
  required(integer('movie_id')),
  required({ name: 'rating', type: 'FLOAT' }),
  required(moment('rated_at')),
];

/** One row a film, by id. */
export const moviesSchema: SchemaElement[] = [
  root(6),
  required(integer('id')),
  required(text('title')),
  optional(integer('year')),
  ...list('genres', text('element')),
  optional(text('imdb_id')),
  optional(integer('tmdb_id')),
];

/** One row a tag, by user, then by film, then by the tag. */
export const tagsSchema: SchemaElement[] = [
  root(4),
  required(integer('user_id')),
  required(integer('movie_id')),
  required(text('tag')),
  required(moment('tagged_at')),
];
