export { sgdLane, sgdPair } from './sgd';
