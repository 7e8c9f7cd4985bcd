export { TrainingModule } from './training.module.js';
export { TrainingService, trainingKind, type TrainingOutcome } from './training.service.js';
