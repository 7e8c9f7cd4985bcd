export { ColdStartModule } from './cold-start.module.js';
export { ColdStartService, type ColdStartAnswer } from './cold-start.service.js';
