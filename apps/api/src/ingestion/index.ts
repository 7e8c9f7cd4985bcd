export { Catalogue, type CatalogueMovie } from './catalogue/catalogue.js';
export { MovieSummaryDto } from './catalogue/movie-summary.dto.js';
export { MovieNotFoundError } from './ingestion.errors.js';
export { sampleDataSet } from './imports/identity/import-sources.js';
export { ImportsService } from './imports/imports.service.js';
export { IngestionModule } from './ingestion.module.js';
export { RatersReader, type RatersColumns } from './ratings/raters-reader.js';
export {
  RatingsReader,
  type RatingColumns,
  type RatingsShape,
  type UserRating,
} from './ratings/ratings-reader.js';
export type { Snapshot } from './snapshots/snapshot.js';
export { SnapshotDto } from './snapshots/snapshots.dto.js';
export { SnapshotsService } from './snapshots/snapshots.service.js';
