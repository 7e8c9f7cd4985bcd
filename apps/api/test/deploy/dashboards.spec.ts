import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboards, grafanaFolder } from './monitoring-files.js';

const sourceFile = join(grafanaFolder, 'provisioning/datasources/prometheus.yml');
const dataSourceUid = /uid: (\S+)/.exec(readFileSync(sourceFile, 'utf8'))?.[1];

describe('the dashboards for Grafana', () => {
  it('have names and uids of their own', () => {
    const all = dashboards().map(([, dashboard]) => dashboard);
    expect(all.length).toBeGreaterThanOrEqual(4);
    for (const key of ['uid', 'title'] as const)
      expect(new Set(all.map((dashboard) => dashboard[key])).size).toBe(all.length);
  });

  it('include the one that the compose file opens first', () => {
    const compose = readFileSync(join(grafanaFolder, '../../docker-compose.yml'), 'utf8');
    const home = /DEFAULT_HOME_DASHBOARD_PATH: \/etc\/marquee\/dashboards\/(\S+)/.exec(compose)?.[1];
    expect(existsSync(join(grafanaFolder, 'dashboards', home ?? 'none'))).toBe(true);
  });

  describe.each(dashboards())('%s', (_, { uid, title, schemaVersion, panels }) => {
    it('has the shape that Grafana loads', () => {
      expect(uid).toMatch(/^[a-z0-9-]{1,40}$/);
      expect(title).toBeTruthy();
      expect(schemaVersion).toBeGreaterThanOrEqual(36);
      expect(panels.length).toBeGreaterThan(0);
    });

    it('has panels that ask the provisioned data source', () => {
      for (const { id, type, title: name, datasource, targets } of panels) {
        expect(Number.isInteger(id)).toBe(true);
        expect(name).toBeTruthy();
        expect(['stat', 'timeseries', 'table', 'bargauge']).toContain(type);
        expect(datasource).toEqual({ type: 'prometheus', uid: dataSourceUid });
        expect(targets.length).toBeGreaterThan(0);
        for (const target of targets) {
          expect(target.expr).toBeTruthy();
          expect(target.datasource.uid).toBe(dataSourceUid);
        }
        expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      }
      expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    });

    it('lays panels out on 24 columns without one over another', () => {
      const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_unused, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
      );
      expect(new Set(cells).size).toBe(cells.length);
      for (const { gridPos } of panels) expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
    });
  });
});
