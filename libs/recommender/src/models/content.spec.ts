import { readMovielensSmall } from '../../test/movielens-small.js';
import { Ratings } from '../data/ratings.js';
import { splitByHash } from '../data/split.js';
import { decodeSafetensors, encodeSafetensors } from '../safetensors.js';
import { BaselineModel, trainBaseline } from './baseline.js';
import { trainContent } from './content.js';
import { loadContent } from './content-model.js';
import type { RecommenderModel } from './model.js';

const { films, ratings: columns } = readMovielensSmall();
const ratings = Ratings.from(columns, { min: 0.5, max: 5 });
const content = {
  genresOf: (id: number): readonly string[] => films.get(id)?.genres ?? [],
  yearOf: (id: number): number | null =>
    Number(/\((\d{4})\)\s*$/.exec(films.get(id)?.title ?? '')?.[1] ?? NaN) || null,
  itemIds: [...films.keys()],
};
const { trainSet, validationSet } = splitByHash(ratings, { validationShare: 0.1, seed: 4 });
const model = trainContent(trainSet, {}, { seed: 1, content });
const baseline = trainBaseline(trainSet, {}, { seed: 1 });

function rmse(of: RecommenderModel, test: Ratings, wanted: (itemId: number) => boolean): number {
  let sum = 0;
  let count = 0;
  for (let row = 0; row < test.length; row++) {
    const itemId = test.items.idAt(test.itemIndices[row]);
    if (!wanted(itemId)) continue;
    sum += (of.predict(test.users.idAt(test.userIndices[row]), itemId) - test.values[row]) ** 2;
    count++;
  }
  return Math.sqrt(sum / count);
}

describe('the content model on data/movielens-small', () => {
  it('predicts better than biases alone, for films that nobody rated too', () => {
    const all = [rmse(model, validationSet, () => true), rmse(baseline, validationSet, () => true)];
    const isNew = (itemId: number): boolean => !trainSet.items.has(itemId);
    const fresh = [rmse(model, validationSet, isNew), rmse(baseline, validationSet, isNew)];
    console.info(
      `RMSE: content ${all[0].toFixed(4)}, baseline ${all[1].toFixed(4)}; of new films ${fresh[0].toFixed(4)}, ${fresh[1].toFixed(4)}`,
    );
    expect(all[0]).toBeLessThan(all[1]);
    expect(fresh[0]).toBeLessThan(fresh[1]);
    expect(baseline).toBeInstanceOf(BaselineModel);
  });

  const newHorror = [...films.values()].find(
    ({ id, genres }) => !trainSet.items.has(id) && genres.includes('Horror'),
  )!;
  const lovesHorror = [1258, 1214, 1219, 1997, 1982, 1347].map((itemId) => ({ itemId, rating: 5 }));

  it('expects somebody who loves horror to like a new horror film more than others do', () => {
    const nobody = model.foldIn([]).predict(newHorror.id);
    expect(model.foldIn(lovesHorror).predict(newHorror.id)).toBeGreaterThan(nobody + 0.3);
    expect(model.knows(1, newHorror.id)).toBe(false);
  });

  it('explains a new film by its content and by each rated film, adding up', () => {
    const { score, terms, history } = model.foldIn(lovesHorror).explain(newHorror.id);
    expect([...terms, ...history].reduce((sum, { contribution }) => sum + contribution, 0)).toBe(score);
    expect(terms.map(({ name }) => name)).toEqual(['mean', 'content', 'item', 'user']);
    expect(terms[2].contribution).toBe(0);
    expect(history).toHaveLength(6);
    expect(Math.min(5, score)).toBeCloseTo(model.foldIn(lovesHorror).predict(newHorror.id), 6);
  });

  it('keeps new films over saving and loading', () => {
    const loaded = loadContent(decodeSafetensors(encodeSafetensors(model.state())));
    const of = (one: RecommenderModel): number => one.foldIn(lovesHorror).predict(newHorror.id);
    expect(of(loaded)).toBe(of(model));
  });
});
