export { MetricsModule } from './metrics.module.js';
export { ServedReader, type FeedbackOfList, type ServedByVersion, type ServedList } from './served-reader.js';
export {
  OnlineErrorService,
  type OnlineErrorCohort,
  type OnlineErrorDay,
  type OnlineErrorGroup,
} from './prequential/online-error.service.js';
export type { PairedComparison } from './prequential/error-estimate.js';
export {
  OnlineErrorCohortDto,
  OnlineErrorDayDto,
  OnlineErrorGroupDto,
} from './prequential/online-error.dto.js';
