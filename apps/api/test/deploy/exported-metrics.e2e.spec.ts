import { register } from 'prom-client';
import { startApp, type RunningApp } from '../e2e/running-app.js';
import { dashboards, isInstalled, metricsIn, recordedIn, ruleFiles, run } from './monitoring-files.js';

/** Labels that Prometheus adds. */
const addedLabels = ['job', 'instance', 'le', 'exported_job'];

const expressions: [where: string, expression: string][] = [
  ...ruleFiles(),
  ...dashboards().map(([name, { panels }]): [string, string] => [
    name,
    panels.flatMap(({ targets }) => targets.map(({ expr }) => expr)).join('\n'),
  ]),
];

describe('what Marquee exports for Prometheus', () => {
  let app: RunningApp;
  let metrics: string;
  let types: Map<string, string>;

  beforeAll(async () => {
    app = await startApp();
    await app.get('/health');
    metrics = (await app.get<string>('/metrics')).body;
    types = new Map([...metrics.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]));
  });
  afterAll(() => app.stop());

  /** The metric behind a series: a histogram's has three. */
  function metricOf(series: string): string {
    const base = series.replace(/_(bucket|sum|count)$/, '');
    return types.get(base) === 'histogram' ? base : series;
  }

  it.each(expressions)('has every metric that %s uses', (_, expression) => {
    const names = metricsIn(expression).map(({ name }) => metricOf(name));
    expect([...new Set(names)].filter((name) => !types.has(name))).toEqual([]);
  });

  it.each(expressions)('has every label that %s selects by', (_, expression) => {
    const unknown = metricsIn(expression).flatMap(({ name, labels }) => {
      const metric = register.getSingleMetric(metricOf(name)) as unknown as
        { labelNames: string[] } | undefined;
      const known = [...(metric?.labelNames ?? []), ...addedLabels];
      return labels.filter((label) => !known.includes(label)).map((label) => `${name}{${label}}`);
    });
    expect(unknown).toEqual([]);
  });

  it.each(expressions)('records every series that %s takes from a rule', (_, expression) => {
    const [[, rules]] = ruleFiles();
    const recorded = [...rules.matchAll(/record: (\S+)/g)].map(([, name]) => name);
    expect(recordedIn(expression).filter((name) => !recorded.includes(name))).toEqual([]);
  });

  it('knows the outcomes of trainings before the first, so that a first failure counts', () => {
    expect(metrics).toContain('reco_training_runs_total{status="failed"} 0');
  });

  it('tells the state of its connections to the database', () => {
    expect(metrics).toMatch(/^reco_db_pool_connections\{state="idle"\} [1-9]/m);
    expect(metrics).toMatch(/^reco_db_pool_connections\{state="waiting"\} 0$/m);
  });

  if (isInstalled('promtool')) {
    it('satisfies promtool, but for names that prom-client itself gives', () => {
      const { output } = run('promtool', ['check', 'metrics'], metrics);
      expect(output.split('\n').filter((line) => line && !/^(nodejs|process)_/.test(line))).toEqual([]);
    });
  } else {
    it.todo('satisfies promtool (not run: promtool is not installed)');
  }
});
