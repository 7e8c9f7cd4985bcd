import { Injectable } from '@nestjs/common';
import { OnEvent } from '@nestjs/event-emitter';
import { InjectMetric, makeCounterProvider } from '@willsoto/nestjs-prometheus';
import { Counter } from 'prom-client';
import { events, type RatingChanged, type RatingsImported } from '../../events.js';

export const ratingMetricProviders = [
  makeCounterProvider({
    name: 'reco_ratings_total',
    help: 'Ratings stored or changed, by how they came: one by one, or in bulk (imports, batches, simulation).',
    labelNames: ['source'],
  }),
];

/** Counts the ratings that this process takes in. */
@Injectable()
export class RatingsMetrics {
  constructor(@InjectMetric('reco_ratings_total') private readonly ratings: Counter) {
    for (const source of ['single', 'bulk']) this.ratings.inc({ source }, 0);
  }

  @OnEvent(events.ratingChanged)
  onChange({ rating }: RatingChanged): void {
    if (rating !== null) this.ratings.inc({ source: 'single' });
  }

  @OnEvent(events.ratingsImported)
  onImport({ inserted, updated }: RatingsImported): void {
    this.ratings.inc({ source: 'bulk' }, inserted + updated);
  }
}
