export { alsRows } from './als';
export { scorePanels } from './score';
export { sgdLane, sgdPair } from './sgd';
