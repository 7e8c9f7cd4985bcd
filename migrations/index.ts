import { CreateCatalogue1764000000000 } from './1764000000000-create-catalogue.js';
import { CreateJobs1764000100000 } from './1764000100000-create-jobs.js';
import { CreateRegistry1764000200000 } from './1764000200000-create-registry.js';
import { CreateRecommendations1764000300000 } from './1764000300000-create-recommendations.js';
import { CreateRatingStatistics1764000400000 } from './1764000400000-create-rating-statistics.js';
import { CreateSearches1764000500000 } from './1764000500000-create-searches.js';
import { RetryJobs1764000600000 } from './1764000600000-retry-jobs.js';
import { CreateNotifications1764000610000 } from './1764000610000-create-notifications.js';
import { CreateTracking1764000700000 } from './1764000700000-create-tracking.js';
import { WritePointsFaster1764000710000 } from './1764000710000-write-points-faster.js';
import { CreateSnapshots1764000800000 } from './1764000800000-create-snapshots.js';
import { ExtendRegistry1764000900000 } from './1764000900000-extend-registry.js';
import { LogOnlineFeedback1764001000000 } from './1764001000000-log-online-feedback.js';
import { CreateOnlineErrorAndDriftReports1764001100000 } from './1764001100000-create-online-error-and-drift-reports.js';
import { CreateLoggedModels1764001200000 } from './1764001200000-create-logged-models.js';
import { QueueJobsBehindALane1764002000000 } from './1764002000000-queue-jobs-behind-a-lane.js';
import { ExpireRuns1764001300000 } from './1764001300000-expire-runs.js';
import { RecordEvidence1764002100000 } from './1764002100000-record-evidence.js';
import { RefitVersions1764002110000 } from './1764002110000-refit-versions.js';
import { PinArms1764002120000 } from './1764002120000-pin-arms.js';
import { IdentifySources1764002200000 } from './1764002200000-identify-sources.js';
import { FailVersionsWithoutModel1764002400000 } from './1764002400000-fail-versions-without-model.js';

/** Every migration, oldest first. */
export const migrations = [
  CreateCatalogue1764000000000,
  CreateJobs1764000100000,
  CreateRegistry1764000200000,
  CreateRecommendations1764000300000,
  CreateRatingStatistics1764000400000,
  CreateSearches1764000500000,
  RetryJobs1764000600000,
  CreateNotifications1764000610000,
  CreateTracking1764000700000,
  WritePointsFaster1764000710000,
  CreateSnapshots1764000800000,
  ExtendRegistry1764000900000,
  LogOnlineFeedback1764001000000,
  CreateOnlineErrorAndDriftReports1764001100000,
  CreateLoggedModels1764001200000,
  ExpireRuns1764001300000,
  QueueJobsBehindALane1764002000000,
  RecordEvidence1764002100000,
  RefitVersions1764002110000,
  PinArms1764002120000,
  IdentifySources1764002200000,
  FailVersionsWithoutModel1764002400000,
];
