export { alsRows } from './als';
export { gramRows, invertPivot, packColumn, sweepBlock } from './ease';
export { feedbackWeights } from './feedback';
export { gibbsRows } from './gibbs';
export { implicitRows, multiplyRows } from './implicit-als';
export { scorePanels } from './score';
export { sgdLane, sgdPair } from './sgd';
export { svdPlusPlusTastes, svdPlusPlusUsers } from './svd-plus-plus';
