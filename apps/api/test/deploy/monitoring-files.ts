import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const deploy = join(__dirname, '../../../../deploy');

export const prometheusFolder = join(deploy, 'prometheus');
export const alertmanagerFolder = join(deploy, 'alertmanager');
export const grafanaFolder = join(deploy, 'grafana');

export interface Panel {
  id: number;
  type: string;
  title: string;
  datasource: { type: string; uid: string };
  gridPos: { x: number; y: number; w: number; h: number };
  targets: { refId: string; expr: string; datasource: { uid: string } }[];
}

export interface Dashboard {
  uid: string;
  title: string;
  schemaVersion: number;
  panels: Panel[];
}

/** Every dashboard under deploy/grafana, by the name of its file. */
export function dashboards(): [name: string, dashboard: Dashboard][] {
  const folder = join(grafanaFolder, 'dashboards');
  return readdirSync(folder).map((name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]);
}

/** Files of recording and alert rules without comments, by name. */
export function ruleFiles(): [name: string, text: string][] {
  return ['recording-rules.yml', 'alert-rules.yml'].map((name) => [
    name,
    readFileSync(join(prometheusFolder, name), 'utf8').replaceAll(/^\s*#.*$/gm, ''),
  ]);
}

/** One use of a metric: its name, and the labels that its selector asks for. */
export interface MetricUse {
  name: string;
  labels: string[];
}

/** The metrics that an expression takes from Marquee; not `up`, and not what rules record. */
export function metricsIn(expression: string): MetricUse[] {
  const uses = expression.matchAll(/(?<![\w:])((?:reco|http|nodejs|process)_\w+)(?![\w:])(?:\{([^}]*)\})?/g);
  return [...uses].map(([, name, selector]) => ({
    name,
    labels: [...(selector ?? '').matchAll(/(\w+)\s*(?:=~|!~|!=|=)\s*"/g)].map(([, label]) => label),
  }));
}

/** Series that rules record, as `level:metric:operation`. */
export function recordedIn(text: string): string[] {
  return text.match(/\b\w+:\w+:\w+\b/g) ?? [];
}

/** Whether a program, such as promtool, is installed here. */
export function isInstalled(program: string): boolean {
  return spawnSync(program, ['--version']).error === undefined;
}

/** Runs a program to its end; what it printed on both streams, and its exit code. */
export function run(
  program: string,
  parameters: string[],
  input = '',
): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(program, parameters, { input, encoding: 'utf8' });
  return { code: status, output: stdout + stderr };
}
