export { scorePanels } from './score';
export { sgdLane, sgdPair } from './sgd';
