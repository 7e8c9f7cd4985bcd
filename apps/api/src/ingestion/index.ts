export { Catalogue, type CatalogueMovie } from './catalogue/catalogue.js';
export { MovieSummaryDto } from './catalogue/movie-summary.dto.js';
export { MovieNotFoundError } from './ingestion.errors.js';
export { ImportsService } from './imports/imports.service.js';
export { IngestionModule } from './ingestion.module.js';
export { RatingsReader, type RatingColumns, type UserRating } from './ratings/ratings-reader.js';
export type { Snapshot } from './snapshots/snapshot.js';
export { SnapshotDto } from './snapshots/snapshots.dto.js';
export { SnapshotsService } from './snapshots/snapshots.service.js';
