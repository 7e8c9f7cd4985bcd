import { explainForUser, scoreCatalogue } from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { ColdStartService } from '../cold-start/index.js';
import { Catalogue, MovieNotFoundError, RatingsReader, type CatalogueMovie } from '../ingestion/index.js';
import { becauseOf } from './because.js';
import { servingModel } from './champion.service.js';
import { PersonalRanking, type PersonalView } from './personal-ranking.js';
import type { Explanation, ModelEstimate, ScoreRequest } from './recommendation.js';

/** Says why a film has its score for a person, by parts that add up to it. */
@Injectable()
export class ExplanationsService {
  constructor(
    private readonly catalogue: Catalogue,
    private readonly ratings: RatingsReader,
    private readonly ranking: PersonalRanking,
    private readonly coldStart: ColdStartService,
  ) {}

  /**
   * Any film may be asked about, whether it is in the person's list or not.
   *
   * @throws MovieNotFoundError, InvalidExpressionError
   */
  async explain(userId: number, movieId: number, request: ScoreRequest): Promise<Explanation> {
    const movie = (await this.catalogue.byId()).get(movieId);
    if (!movie) throw new MovieNotFoundError(movieId);
    const history = (await this.ratings.history(userId)).map((one) => ({
      itemId: one.movieId,
      rating: one.rating,
    }));
    const view = await this.ranking.for(history, request);
    return (view && this.personal(userId, movie, view)) ?? this.general(userId, movie);
  }

  /** null for a film that is newer than the prepared catalogue. */
  private personal(userId: number, movie: CatalogueMovie, view: PersonalView): Explanation | null {
    const { champion, ranking, byId, request } = view;
    const item = explainForUser(ranking, request, movie.id);
    if (!item) return null;
    return {
      userId,
      movie,
      strategy: 'personalised',
      model: servingModel(champion),
      score: item.score,
      parts: item.parts.map(({ because, ...part }) => ({ ...part, because: becauseOf(because, byId) })),
      predictedRating: item.predictedRating ?? movie.averageRating ?? 0,
      predictedRatingFrom: champion.model.output === 'rating' ? 'model' : 'average',
      estimate: estimateOf(movie.id, view),
    };
  }

  /** Of somebody of whom nothing is known: what everybody thinks of the film. */
  private async general(userId: number, movie: CatalogueMovie): Promise<Explanation> {
    const movies = (await this.catalogue.all()).map((one) => ({ ...one, itemId: one.id }));
    const score = scoreCatalogue(movies).find(({ itemId }) => itemId === movie.id)?.score ?? 0;
    return {
      userId,
      movie,
      strategy: 'popularity',
      model: null,
      score,
      parts: [{ name: 'popularity', contribution: score, because: [] }],
      predictedRating: await this.coldStart.predict(movie),
      predictedRatingFrom: 'average',
      estimate: null,
    };
  }
}

function estimateOf(movieId: number, { champion, scorer, byId }: PersonalView): ModelEstimate {
  const { score, terms, history } = scorer.explain(movieId);
  return {
    output: champion.model.output,
    score,
    terms: terms.map((term) => ({ ...term })),
    because: becauseOf(history, byId),
  };
}
