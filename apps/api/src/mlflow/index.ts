export { MlflowModule } from './mlflow.module.js';
export { mlflowErrors } from './protocol/error-dialect.js';
