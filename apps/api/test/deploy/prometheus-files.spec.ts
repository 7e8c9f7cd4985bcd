import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { alertmanagerFolder, isInstalled, prometheusFolder, run } from './monitoring-files.js';

const file = (name: string): string => join(prometheusFolder, name);

describe('the files for Prometheus', () => {
  if (!isInstalled('promtool')) {
    it.todo('are sound and pass their tests (not run: promtool is not installed)');
    return;
  }

  it('are sound to promtool', () => {
    const { code, output } = run('promtool', ['check', 'config', '--syntax-only', file('prometheus.yml')]);
    expect([code, output]).toEqual([0, expect.stringContaining('valid prometheus config')]);
    const rules = run('promtool', ['check', 'rules', file('recording-rules.yml'), file('alert-rules.yml')]);
    expect([rules.code, rules.output]).toEqual([0, expect.not.stringContaining('FAILED')]);
  });

  it('have rules that fire and clear as their tests say', () => {
    const tests = readdirSync(prometheusFolder).filter((name) => name.endsWith('rules_test.yml'));
    expect(tests.length).toBeGreaterThan(0);
    const { code, output } = run('promtool', ['test', 'rules', ...tests.map(file)]);
    expect([code, output]).toEqual([0, expect.not.stringContaining('FAILED')]);
  });
});

describe('the files for Alertmanager', () => {
  if (!isInstalled('amtool')) {
    it.todo('are sound (not run: amtool is not installed)');
    return;
  }

  it.each(readdirSync(alertmanagerFolder))('%s is sound to amtool', (name) => {
    const { code, output } = run('amtool', ['check-config', join(alertmanagerFolder, name)]);
    expect([code, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});
