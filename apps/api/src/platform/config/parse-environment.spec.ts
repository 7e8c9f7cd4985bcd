import { ConfigurationError, parseEnvironment } from './parse-environment.js';

const faultsOf = (environment: Record<string, string>): readonly string[] => {
  try {
    parseEnvironment(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults;
    throw error;
  }
};

describe('parseEnvironment', () => {
  it('needs nothing: loopback, port 8080, an embedded database, text for people', () => {
    expect(parseEnvironment({})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      databaseUrl: null,
      logFormat: 'text',
      bootstrap: true,
      retrainCron: '0 2 * * *',
      listensBeyondLoopback: false,
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(parseEnvironment({ PORT: '', DATABASE_URL: ' ' })).toMatchObject({
      port: 8080,
      databaseUrl: null,
    });
  });

  it('logs JSON when the database is an outside one', () => {
    expect(parseEnvironment({ DATABASE_URL: 'postgres://u:p@db/m' }).logFormat).toBe('json');
  });

  it('lists all faults at once', () => {
    const faults = faultsOf({
      PORT: '80a',
      DATABASE_URL: 'mysql://x',
      BOOTSTRAP: 'maybe',
      LOG_LEVEL: 'loud',
      RETRAIN_CRON: 'at two',
      RETRAIN_TIME_ZONE: 'Mars/Olympus',
      S3_BUCKET: 'models',
      MLFLOW_MIRROR_URI: 'mlflow.example',
      TRAINING_PRIMARY_METRIC: 'accuracy',
      TRAINING_BUDGET_SECONDS: '0',
    });
    const named = [
      'PORT',
      'DATABASE_URL',
      'BOOTSTRAP',
      'LOG_LEVEL',
      'RETRAIN_CRON',
      'RETRAIN_TIME_ZONE',
      'S3_BUCKET',
      'S3_BUCKET',
      'MLFLOW_MIRROR_URI',
      'TRAINING_PRIMARY_METRIC',
      'TRAINING_BUDGET_SECONDS',
    ];
    expect(faults.map((fault) => fault.split(' ')[0]).sort()).toEqual(named.sort());
    expect(faults).toContain('PORT is "80a", expected a whole number from 0 to 65535');
  });

  it('mirrors runs to the server that is named, its address without a slash at the end', () => {
    expect(parseEnvironment({}).mlflowMirror).toBeNull();
    const environment = { MLFLOW_MIRROR_URI: 'https://mlflow.example/', MLFLOW_MIRROR_TOKEN: 't' };
    expect(parseEnvironment(environment).mlflowMirror).toMatchObject({
      uri: 'https://mlflow.example',
      experiment: 'marquee',
      token: 't',
      username: null,
    });
  });

  it('refuses to listen beyond loopback without keys, and never repeats a secret', () => {
    expect(faultsOf({ HOST: '0.0.0.0' })).toEqual([expect.stringContaining('API_KEYS must be set')]);
    expect(faultsOf({ HOST: '0.0.0.0', API_KEYS: 'ops:root:hunter2hunter2hunter2' }).join()).not.toContain(
      'hunter2',
    );
    expect(faultsOf({ HOST: '0.0.0.0', API_KEYS: 'ops:admin:hunter2:hunter2:hunter2' })).toEqual([]);
  });

  it.each(['true', 'false', '1', '10.0.0.0/8', '127.0.0.1, ::1', 'loopback,fd00::/8'])(
    'takes TRUST_PROXY=%s',
    (value) => {
      expect(parseEnvironment({ TRUST_PROXY: value }).trustProxy).toBe(value);
    },
  );

  it.each(['yes', 'nginx', '10.0.0.0/33', '10.0.0.0/8/8', '-1', '1.2.3'])(
    'refuses TRUST_PROXY=%s',
    (value) => {
      expect(faultsOf({ TRUST_PROXY: value })).toEqual([
        expect.stringContaining(`TRUST_PROXY has "${value}"`),
      ]);
    },
  );

  it('takes names of hosts without their port, and nothing else', () => {
    expect(parseEnvironment({ ALLOWED_HOSTS: 'Marquee.lan:8080, [fd00::1]' }).allowedHosts).toEqual([
      'marquee.lan',
      '[fd00::1]',
    ]);
    expect(faultsOf({ ALLOWED_HOSTS: 'https://marquee.lan,*' })).toHaveLength(2);
  });
});
