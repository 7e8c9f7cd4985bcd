export { alsRows } from './als';
<<<<<<< HEAD
export { gramRows, invertPivot, packColumn, sweepBlock } from './ease';
=======
export { feedbackWeights } from './feedback';
>>>>>>> 72d57a4 (Add Bayesian SVD++: what people rated tells of them before how they rated it)
export { gibbsRows } from './gibbs';
export { scorePanels } from './score';
export { sgdLane, sgdPair } from './sgd';
export { svdPlusPlusTastes, svdPlusPlusUsers } from './svd-plus-plus';
