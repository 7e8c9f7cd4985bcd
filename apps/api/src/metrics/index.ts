export { MetricsModule } from './metrics.module.js';
export { ServedReader, type FeedbackOfList, type ServedByVersion, type ServedList } from './served-reader.js';
