import { rotate } from '../../ranking/rotation.js';
import { seededRandom, type Random } from '../../random.js';
import { offPolicyEstimate, type LoggedPlaces } from './off-policy.js';
import { ratioDifference } from './ratio-difference.js';

class Sums {
  people = 0;
  x = 0;
  y = 0;
  xx = 0;
  yy = 0;
  xy = 0;

  /** Somebody with a click rate of their own and a few lists: what one person does goes together. */
  add(random: Random): void {
    const rate = random.uniform() * 0.4;
    const y = 1 + random.integer(20);
    let x = 0;
    for (let list = 0; list < y; list++) x += Number(random.uniform() < rate);
    this.people += 1;
    this.x += x;
    this.y += y;
    this.xx += x * x;
    this.yy += y * y;
    this.xy += x * y;
  }
}

describe('ratioDifference where there is no difference', () => {
  it('misses about 5 % at one look, more when one peeks, and not more than 5 % of the time in the anytime interval', () => {
    const [experiments, looks, peopleALook] = [300, 20, 40];
    const random = seededRandom(3);
    const missed = { atTheEnd: 0, peeking: 0, anytime: 0 };
    for (let experiment = 0; experiment < experiments; experiment++) {
      const [a, b] = [new Sums(), new Sums()];
      let [peeked, anytime, last] = [false, false, false];
      for (let look = 0; look < looks; look++) {
        for (let person = 0; person < peopleALook; person++) (person % 2 ? a : b).add(random);
        const { fixedHorizon, anytime: always } = ratioDifference(a, b)!;
        last = fixedHorizon.low > 0 || fixedHorizon.high < 0;
        peeked ||= last;
        anytime ||= always.low > 0 || always.high < 0;
      }
      missed.atTheEnd += Number(last);
      missed.peeking += Number(peeked);
      missed.anytime += Number(anytime);
    }
    // Three standard errors of 5 % over 300 experiments are 3.8 %.
    expect(missed.atTheEnd / experiments).toBeGreaterThan(0.012);
    expect(missed.atTheEnd / experiments).toBeLessThan(0.088);
    expect(missed.peeking / experiments).toBeGreaterThan(0.12);
    expect(missed.anytime / experiments).toBeLessThan(0.05);
  });
});

const [poolSize, count] = [8, 4];
/** Chance of a click by film and place. */
const attraction = (film: number, place: number): number => (0.1 + 0.08 * film) / (1 + 0.5 * place);
const targetList = [7, 6, 5, 4];
const truth = targetList.reduce((sum, film, place) => sum + attraction(film, place), 0) / count;

/** People with some lists each, of a policy that would always show films 0 to 3 and explores in a share of lists. */
function simulate(people: number, rate: number, random: Random): LoggedPlaces {
  const log = {
    people: [] as number[],
    propensities: [] as number[],
    targetProbabilities: [] as number[],
    rewards: [] as number[],
  };
  const pool = Array.from({ length: poolSize }, (_, film) => film);
  for (let person = 0; person < people; person++) {
    for (let list = 0; list <= person % 3; list++) {
      const shown = rotate(pool, count, rate, random);
      shown.list.forEach((film, place) => {
        log.people.push(person);
        log.propensities.push(shown.propensities[place]);
        log.targetProbabilities.push(Number(targetList[place] === film));
        log.rewards.push(Number(random.uniform() < attraction(film, place)));
      });
    }
  }
  return log;
}

describe('offPolicyEstimate', () => {
  it('is right on average about lists that were hardly ever shown, and its intervals hold the truth', () => {
    const runs = 200;
    const random = seededRandom(11);
    let [ips, snips, ipsHeld, snipsHeld] = [0, 0, 0, 0];
    const spread: number[] = [];
    for (let run = 0; run < runs; run++) {
      const estimate = offPolicyEstimate(simulate(300, 0.5, random), { seed: run, resamples: 300 });
      ips += estimate.ips.value / runs;
      snips += estimate.snips!.value / runs;
      spread.push(estimate.ips.value);
      ipsHeld += Number(estimate.ips.low <= truth && truth <= estimate.ips.high);
      snipsHeld += Number(estimate.snips!.low <= truth && truth <= estimate.snips!.high);
    }
    const error = Math.sqrt(spread.reduce((sum, value) => sum + (value - ips) ** 2, 0) / runs / runs);
    expect(Math.abs(ips - truth)).toBeLessThan(3 * error);
    expect(Math.abs(snips - truth)).toBeLessThan(0.02 * truth + 3 * error);
    // Three standard errors of 95 % over 200 runs are 4.6 %.
    expect(ipsHeld / runs).toBeGreaterThan(0.9);
    expect(snipsHeld / runs).toBeGreaterThan(0.9);
  });

  it('gives back what was shown where the policy is the logging one', () => {
    const log = simulate(50, 0, seededRandom(2));
    const { logged, ips, snips, difference, effectiveSampleSize, meanWeight } = offPolicyEstimate(
      { ...log, targetProbabilities: log.propensities },
      { seed: 1 },
    );
    expect(ips).toEqual(logged);
    expect(snips).toEqual(logged);
    expect(difference).toEqual({ value: 0, low: 0, high: 0 });
    expect([effectiveSampleSize, meanWeight]).toEqual([log.rewards.length, 1]);
  });

  it('shows by its mean weight what the log never could', () => {
    const { meanWeight, ips, snips, effectiveSampleSize } = offPolicyEstimate(
      simulate(200, 0, seededRandom(5)),
      { seed: 1 },
    );
    expect([meanWeight, ips.value, snips, effectiveSampleSize]).toEqual([0, 0, null, 0]);
  });

  it('trades variance for bias by cutting weights', () => {
    const log = simulate(300, 0.1, seededRandom(9));
    const [open, cut] = [offPolicyEstimate(log, { seed: 1 }), offPolicyEstimate(log, { seed: 1, clip: 5 })];
    expect([open.greatestWeight, open.clippedShare]).toEqual([80, 0]);
    expect(cut.greatestWeight).toBe(5);
    expect(cut.clippedShare).toBeGreaterThan(0);
    expect(cut.ips.high - cut.ips.low).toBeLessThan(open.ips.high - open.ips.low);
    expect(cut.ips.value).toBeLessThan(open.ips.value);
  });

  it('refuses what was shown with probability 0', () => {
    const place = { people: [0], propensities: [0], targetProbabilities: [1], rewards: [1] };
    expect(() => offPolicyEstimate(place, { seed: 1 })).toThrow(RangeError);
  });
});
