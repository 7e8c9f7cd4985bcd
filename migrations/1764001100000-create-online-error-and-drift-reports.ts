import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How wrong models are on ratings that arrive, what the data did, and what was done about it. */
export class CreateOnlineErrorAndDriftReports1764001100000 implements MigrationInterface {
  name = 'CreateOnlineErrorAndDriftReports1764001100000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(createOnlineError);
    await queryRunner.query(createDriftReports);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE drift_policy, drift_references, drift_report_columns, drift_reports,
        prequential_arrivals, prequential_days, prequential_predictions;
    `);
  }
}

const createOnlineError = `
  -- What a model would have said of a rating just before it learnt it. Kept for some weeks; the days below stay.
  CREATE TABLE prequential_predictions (
    arrived_at timestamptz NOT NULL,
    user_id integer NOT NULL,
    movie_id integer NOT NULL,
    -- What the model was at that time: it serves, it might, or it served before.
    role text NOT NULL CHECK (role IN ('champion', 'challenger', 'previous')),
    model_version integer NOT NULL,
    rating real NOT NULL,
    rated_at timestamptz NOT NULL,
    -- null: the model orders films and predicts no ratings.
    predicted real,
    -- Whether the film was in the list that the person would have got; null: no list was made.
    listed boolean,
    user_cohort text NOT NULL CHECK (user_cohort IN ('cold', 'medium', 'heavy')),
    film_cohort text NOT NULL CHECK (film_cohort IN ('head', 'tail')),
    PRIMARY KEY (arrived_at, user_id, movie_id, role)
  );
  CREATE INDEX prequential_predictions_version ON prequential_predictions (model_version, arrived_at);

  CREATE TABLE prequential_days (
    day date NOT NULL,
    model_version integer NOT NULL,
    role text NOT NULL,
    user_cohort text NOT NULL,
    film_cohort text NOT NULL,
    -- Ratings that were predicted, and sums over them of the error (predicted minus given) and its powers.
    rating_count integer NOT NULL,
    error_sum double precision NOT NULL,
    absolute_sum double precision NOT NULL,
    squared_sum double precision NOT NULL,
    fourth_power_sum double precision NOT NULL,
    -- Liked films for which a list was made, and those of them that were in it.
    list_count integer NOT NULL,
    hit_count integer NOT NULL,
    PRIMARY KEY (day, model_version, role, user_cohort, film_cohort)
  );

  -- How many ratings there were to judge, and how many were: the rest is a stated sample, or was dropped.
  CREATE TABLE prequential_arrivals (
    day date PRIMARY KEY,
    arrived bigint NOT NULL DEFAULT 0,
    judged bigint NOT NULL DEFAULT 0,
    dropped bigint NOT NULL DEFAULT 0
  );
`;

const createDriftReports = `
  CREATE TABLE drift_reports (
    id uuid PRIMARY KEY,
    created_at timestamptz NOT NULL DEFAULT now(),
    -- 'schedule', 'person', 'policy'
    trigger text NOT NULL,
    model_version integer,
    verdict text NOT NULL CHECK (verdict IN ('drift', 'no-drift', 'insufficient-data')),
    harm text NOT NULL CHECK (harm IN ('harm', 'no-harm', 'insufficient-data')),
    drift_share double precision NOT NULL,
    current_ratings integer NOT NULL,
    -- Online error over the promised one, minus 1; null: too little is known.
    excess double precision,
    action text NOT NULL CHECK (action IN ('ignore', 'alert', 'retrain', 'rollback')),
    job_id uuid,
    report jsonb NOT NULL,
    -- Whether what was done has helped; null until that is known.
    outcome jsonb
  );
  CREATE INDEX drift_reports_created ON drift_reports (created_at DESC, id DESC);
  CREATE INDEX drift_reports_open ON drift_reports (created_at) WHERE action IN ('retrain', 'rollback') AND outcome IS NULL;

  CREATE TABLE drift_report_columns (
    report_id uuid NOT NULL REFERENCES drift_reports (id) ON DELETE CASCADE,
    name text NOT NULL,
    verdict text NOT NULL,
    effect double precision,
    effect_lower double precision,
    effect_upper double precision,
    PRIMARY KEY (report_id, name)
  );

  -- What the data behind a champion look like, so that 20 million ratings are read once and not for every report.
  CREATE TABLE drift_references (
    key text PRIMARY KEY,
    profile jsonb NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );

  -- One row: the rules, and what was done by them last.
  CREATE TABLE drift_policy (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    settings jsonb NOT NULL DEFAULT '{}',
    alerting boolean NOT NULL DEFAULT false,
    retrained_at timestamptz,
    rolled_back_at timestamptz,
    updated_at timestamptz NOT NULL DEFAULT now()
  );
  INSERT INTO drift_policy DEFAULT VALUES;
`;
