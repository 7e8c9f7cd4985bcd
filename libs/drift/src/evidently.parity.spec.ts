import { describeParity, type ParityCase } from './testing/parity.js';
import { continuous, ratings, repeated } from './testing/samples.js';

/** Scores and verdicts of Evidently 0.7 (commit a4aa4c2, pandas 1.5.3, numpy 1.24.2, scipy 1.10.1) at default thresholds. */
const cases: ParityCase[] = [
  {
    title: 'a handful of whole numbers',
    type: 'numerical',
    reference: [1, 2, 3, 4, 5],
    current: [2, 3, 4, 5, 6, 7],
    scores: {
      ks: [0.8181818181818182, false],
      wasserstein: [1.0606601717798212, true],
      psi: [4.015106527303815, true],
      'jensen-shannon': [0.43344404369006584, true],
      'kl-divergence': [1.664121191925312, true],
      hellinger: [0.44054347429927143, true],
      'energy-distance': [0.8881941729649487, true],
    },
  },
  {
    title: '500 values against 500 of the same kind',
    type: 'numerical',
    reference: continuous(1, 500),
    current: continuous(2, 500),
    scores: {
      ks: [0.9603008958861495, false],
      wasserstein: [0.02952958440397379, false],
      psi: [0.021503217880431046, false],
      'jensen-shannon': [0.0517711871304643, false],
      'kl-divergence': [0.01063918217585953, false],
      hellinger: [0.05180801497568741, false],
      'energy-distance': [0.015994310982072095, false],
    },
  },
  {
    title: '500 values against 500 shifted by 0.1',
    type: 'numerical',
    reference: continuous(1, 500),
    current: continuous(2, 500, 1, 0.1),
    scores: {
      ks: [0.00018890883025504186, true],
      wasserstein: [0.3572162370029407, true],
      psi: [1.0422641422391408, true],
      'jensen-shannon': [0.2579644965876916, true],
      'kl-divergence': [0.6188605700264896, true],
      hellinger: [0.295349764651126, true],
      'energy-distance': [0.14396578537175414, true],
    },
  },
  {
    title: '2000 values against 1500 with a wider spread',
    type: 'numerical',
    reference: continuous(3, 2000),
    current: continuous(4, 1500, 1.2),
    scores: {
      ks: [1.3299482939768964e-23, true],
      wasserstein: [0.4128217644869643, true],
      psi: [1.1410876387400477, true],
      'jensen-shannon': [0.24978798704710858, true],
      'kl-divergence': [0.18628191538076483, true],
      hellinger: [0.2957491880130142, true],
      'energy-distance': [0.1704911085245839, true],
    },
  },
  {
    title: 'ratings as numbers',
    type: 'numerical',
    reference: ratings(5, 5000),
    current: ratings(6, 4000, 0.05),
    scores: {
      ks: [8.311666835000806e-8, true],
      wasserstein: [0.20192745003954127, true],
      psi: [0.431014272631964, true],
      'jensen-shannon': [0.16027911499768932, true],
      'kl-divergence': [0.08022383739121115, false],
      hellinger: [0.07478063190824731, false],
      'energy-distance': [0.1737394745013349, true],
    },
  },
  {
    title: 'ratings as labels',
    type: 'categorical',
    reference: ratings(5, 5000),
    current: ratings(6, 4000, 0.05),
    scores: {
      'chi-square': [0.0, true],
      psi: [0.431014272631964, true],
      'jensen-shannon': [0.16027911499768932, true],
      'kl-divergence': [0.08022383739121115, false],
      hellinger: [0.18761217851695952, true],
    },
  },
  {
    title: 'two labels',
    type: 'categorical',
    reference: [...repeated(0, 60), ...repeated(1, 40)],
    current: [...repeated(0, 45), ...repeated(1, 55)],
    scores: {
      z: [0.03367206885634566, true],
      'chi-square': [0.00219964706111306, true],
      psi: [0.0909203705355473, false],
      'jensen-shannon': [0.10640215619834746, true],
      'kl-divergence': [0.04522775102365467, false],
      hellinger: [0.10650437430919812, true],
    },
  },
];

describeParity('Evidently 0.7 on its reference samples', cases);
