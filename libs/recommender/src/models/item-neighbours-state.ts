import { IdIndex } from '../data/id-index.js';
import { ModelStateError } from '../errors.js';
import { ItemNeighbours, neighboursFormat, neighboursKind, type NeighbourBasis } from './item-neighbours.js';
import type { ModelState, Tensor } from './model.js';
import { StateReader } from './state-reader.js';

/**
 * The neighbours as `state()` gave them.
 *
 * @throws ModelStateError if the state is of something else, or its tensors do not fit each other
 */
export function itemNeighboursFromState(state: ModelState): ItemNeighbours {
  const { tensors, metadata } = state;
  const { kind, formatVersion } = metadata;
  if (kind !== neighboursKind || !['1', neighboursFormat].includes(formatVersion)) {
    throw new ModelStateError(
      `The state is of kind ${kind} in format ${formatVersion}, expected ${neighboursKind} in 1 or ${neighboursFormat}`,
    );
  }
  const { itemIds, neighbourIndices, similarities } = tensors;
  const [itemCount, size] = neighbourIndices?.shape ?? [];
  if (!isInt32(itemIds) || !isInt32(neighbourIndices) || !(similarities?.data instanceof Float32Array)) {
    throw new ModelStateError('itemIds and neighbourIndices are to be I32, similarities F32');
  }
  if (
    itemCount !== itemIds.data.length ||
    size === undefined ||
    similarities.data.length !== itemCount * size
  ) {
    throw new ModelStateError(
      `There are ${itemIds.data.length} items, lists of shape ${neighbourIndices.shape.join(' × ')} and ` +
        `${similarities.data.length} similarities, expected items × places of both`,
    );
  }
  if (neighbourIndices.data.some((index) => index < -1 || index >= itemCount)) {
    throw new ModelStateError(`A neighbour index is out of range, expected −1 to ${itemCount - 1}`);
  }
  const scale = { min: Number(metadata.ratingMin), max: Number(metadata.ratingMax) };
  if (!(scale.min < scale.max)) {
    throw new ModelStateError(`The rating scale is ${metadata.ratingMin} to ${metadata.ratingMax}`);
  }
  const lists = { indices: neighbourIndices.data, similarities: similarities.data };
  const basis = formatVersion === '1' ? null : readBasis(new StateReader(state), itemCount, size);
  return new ItemNeighbours(IdIndex.ofDistinct(itemIds.data), scale, size, lists, basis);
}

function readBasis(reader: StateReader, itemCount: number, neighboursPerItem: number): NeighbourBasis {
  const items = [itemCount, 'items'] as const;
  return {
    settings: {
      neighboursPerItem,
      minCoRatings: reader.number('minCoRatings', 0),
      shrinkage: reader.number('shrinkage', 0),
      chanceDiscount: reader.number('chanceDiscount', 0),
      popularityExponent: reader.number('popularityExponent', 0),
      genreAgreement: reader.number('genreAgreement', 0),
    },
    maxRatingsPerUser: reader.number('maxRatingsPerUser', 1),
    mass: reader.float64('mass', items),
    norms: reader.float64('norms', items),
    ratingCounts: reader.indices('ratingCounts', 2 ** 31 - 1, items),
    ratingSums: reader.float64('ratingSums', items),
  };
}

function isInt32(tensor: Tensor | undefined): tensor is Tensor & { data: Int32Array } {
  return tensor?.data instanceof Int32Array;
}
