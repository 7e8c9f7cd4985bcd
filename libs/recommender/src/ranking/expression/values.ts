/** What an expression may ask of an item. What is not known is null, or an empty list. */
export interface ItemFacts {
  readonly itemId: number;
  readonly title: string;
  readonly genres: readonly string[];
  readonly year: number | null;
  readonly averageRating: number | null;
  readonly ratingCount: number;
  readonly tags?: readonly string[];
}

/** A part of an expression, ready to be evaluated. */
export type Value =
  | { readonly type: 'condition'; readonly of: (item: ItemFacts) => boolean }
  | { readonly type: 'number'; readonly of: (item: ItemFacts) => number | null }
  | { readonly type: 'text'; readonly of: (item: ItemFacts) => string | null }
  | { readonly type: 'words'; readonly of: (item: ItemFacts) => readonly string[] };

export type ValueOf<Type extends Value['type']> = Extract<Value, { type: Type }>;
export type Condition = ValueOf<'condition'>;
export type NumberValue = ValueOf<'number'>;

/** Fields by lower-case name. */
export const fields: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['genre', { type: 'words', of: ({ genres }) => genres }],
  ['tag', { type: 'words', of: ({ tags }) => tags ?? [] }],
  ['title', { type: 'text', of: ({ title }) => title }],
  ['year', { type: 'number', of: ({ year }) => year }],
  ['averagerating', { type: 'number', of: ({ averageRating }) => averageRating }],
  ['ratingcount', { type: 'number', of: ({ ratingCount }) => ratingCount }],
  ['movieid', { type: 'number', of: ({ itemId }) => itemId }],
]);

/** As people write them. */
export const allFieldNames: readonly string[] = [
  'genre',
  'tag',
  'title',
  'year',
  'averageRating',
  'ratingCount',
  'movieId',
];

/** How a type is called in a message. */
export const typeNames: Record<Value['type'], string> = {
  condition: 'a condition',
  number: 'a number',
  text: 'a text',
  words: 'genre or tag',
};
