import { decidePolicy, defaultPolicy, type PolicyCase } from './policy.js';

const now = new Date('2026-05-01T12:00:00Z');
const hoursAgo = (hours: number): Date => new Date(now.getTime() - hours * 3_600_000);
const calm: PolicyCase = {
  verdict: 'no-drift',
  driftShare: 0.1,
  currentRatings: 5_000,
  harm: 'no-harm',
  excess: 0.01,
  previousBetter: null,
  canRollBack: true,
  alerting: false,
  retrainedAt: null,
  rolledBackAt: null,
  now,
};
const harmed: PolicyCase = { ...calm, harm: 'harm', excess: 0.3, verdict: 'drift', driftShare: 0.6 };
const decide = (seen: Partial<PolicyCase>, base = calm, settings = defaultPolicy) =>
  decidePolicy(settings, { ...base, ...seen });

describe('decidePolicy', () => {
  it('does nothing where nothing happened', () => {
    expect(decide({})).toMatchObject({ action: 'ignore', alert: 'none' });
  });

  it('does nothing on too few ratings, however bad they look', () => {
    expect(decide({ currentRatings: 299 }, harmed)).toMatchObject({ action: 'ignore', alert: 'none' });
    expect(decide({ verdict: 'insufficient-data' }, harmed).action).toBe('ignore');
  });

  it('trains on harm', () => {
    expect(decide({}, harmed)).toMatchObject({ action: 'retrain', alert: 'raise' });
    expect(decide({ verdict: 'no-drift', driftShare: 0 }, harmed).action).toBe('retrain');
  });

  it('leaves drift alone that the champion copes with', () => {
    expect(decide({ verdict: 'drift', driftShare: 0.7 })).toMatchObject({ action: 'ignore', alert: 'none' });
  });

  it('trains on drift whose cost nobody knows', () => {
    expect(
      decide({ verdict: 'drift', driftShare: 0.7, harm: 'insufficient-data', excess: null }).action,
    ).toBe('retrain');
  });

  it('does not train again before the cool-down is over', () => {
    expect(decide({ retrainedAt: hoursAgo(5) }, harmed)).toMatchObject({ action: 'alert', alert: 'raise' });
    expect(decide({ retrainedAt: hoursAgo(6) }, harmed).action).toBe('retrain');
  });

  it('only alerts where trainings by it are off', () => {
    expect(decide({}, harmed, { ...defaultPolicy, retrain: false }).action).toBe('alert');
  });

  it('keeps an alert until the promise is clearly kept again', () => {
    const alerting = { ...calm, alerting: true };
    expect(decide({ excess: 0.04 }, alerting).alert).toBe('keep');
    expect(decide({ excess: 0.01 }, alerting).alert).toBe('resolve');
    expect(decide({ excess: 0.01, verdict: 'drift', driftShare: 0.7 }, alerting).alert).toBe('resolve');
  });

  it('keeps an alert until the data clearly look as before, where harm is not known', () => {
    const alerting = { ...calm, alerting: true, harm: 'insufficient-data', excess: null } as const;
    expect(decide({ driftShare: 0.4 }, alerting).alert).toBe('keep');
    expect(decide({ driftShare: 0.2 }, alerting).alert).toBe('resolve');
  });

  it('takes a champion back that is far worse than promised and than the one before', () => {
    expect(decide({ previousBetter: true }, harmed).action).toBe('rollback');
  });

  it.each([
    ['the one before is no better either', { previousBetter: false }],
    ['nobody knows of the one before', { previousBetter: null }],
    ['there is nothing to go back to', { previousBetter: true, canRollBack: false }],
    ['the excess is small', { previousBetter: true, excess: 0.1 }],
    ['it was taken back a while ago', { previousBetter: true, rolledBackAt: hoursAgo(23) }],
  ])('does not take it back when %s', (_, seen) => {
    expect(decide(seen, harmed).action).toBe('retrain');
  });
});
