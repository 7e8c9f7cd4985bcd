export { MlflowModule } from './mlflow.module.js';
export { installArtifactUploads } from './artifact-uploads.js';
export { mlflowErrors } from './protocol/error-dialect.js';
