import type {
  ItemRating,
  RankingCatalogue,
  RankRequest,
  RecommenderModel,
  UserScorer,
} from '@marquee/recommender';
import { Injectable } from '@nestjs/common';
import { Catalogue, type CatalogueMovie } from '../ingestion/index.js';
import { ChampionService } from './champion.service.js';
import { Expressions } from './expressions.js';
import { RankingCatalogues } from './ranking-catalogue.js';
import type { Champion } from './read-model.js';
import type { ScoreRequest } from './recommendation.js';

/** The champion as somebody with a history sees it. */
export interface PersonalView {
  readonly champion: Champion;
  readonly scorer: UserScorer;
  readonly ranking: RankingCatalogue;
  readonly byId: ReadonlyMap<number, CatalogueMovie>;
  /** What every ranking of this person has in common. */
  readonly request: Omit<RankRequest, 'count'>;
}

/** Prepares the ranking of films for one person: the champion folded in, and what the catalogue knows at this moment. */
@Injectable()
export class PersonalRanking {
  /** By the models that are in memory: each has neighbours of its own, which follow ratings. */
  private readonly catalogues = new WeakMap<RecommenderModel, RankingCatalogues>();

  constructor(
    private readonly champions: ChampionService,
    private readonly catalogue: Catalogue,
    private readonly expressions: Expressions,
  ) {}

  /** null: there is no champion that knows neighbours of films. */
  async catalogueOfChampion(): Promise<RankingCatalogue | null> {
    const [movies, byId] = [await this.catalogue.all(), await this.catalogue.byId()];
    const champion = this.champions.current();
    const neighbours = champion?.neighbours;
    return neighbours
      ? this.cataloguesOf(champion.model).for(neighbours, movies, byId, performance.now())
      : null;
  }

  /**
   * null: there is no model, or nothing that it knows in the history.
   *
   * @param champion  the model that answers, the champion when left out
   * @throws InvalidExpressionError
   */
  async for(
    history: readonly ItemRating[],
    { boost, popularityDebias }: ScoreRequest,
    champion: Champion | null = this.champions.current(),
  ): Promise<PersonalView | null> {
    const factor = await this.expressions.boostOf(boost);
    const [movies, byId] = [await this.catalogue.all(), await this.catalogue.byId()];
    const neighbours = champion?.neighbours;
    if (!champion || !neighbours || !history.some(({ itemId }) => neighbours.items.has(itemId))) return null;
    const scorer = champion.model.foldIn(history);
    return {
      champion,
      scorer,
      ranking: this.cataloguesOf(champion.model).for(neighbours, movies, byId, performance.now()),
      byId,
      request: {
        history,
        scorer,
        output: champion.model.output,
        scorerItems: champion.itemsInNeighbourOrder ? undefined : champion.model.items,
        popularityDebias,
        boost: factor ? (movieId) => factorOf(byId.get(movieId), factor) : undefined,
      },
    };
  }

  private cataloguesOf(model: RecommenderModel): RankingCatalogues {
    const known = this.catalogues.get(model);
    if (known) return known;
    const catalogues = new RankingCatalogues();
    this.catalogues.set(model, catalogues);
    return catalogues;
  }
}

function factorOf(movie: CatalogueMovie | undefined, factor: (movie: CatalogueMovie) => number): number {
  return movie ? factor(movie) : 1;
}
