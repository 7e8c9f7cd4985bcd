import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The log of recommendations tells how each list came about; what people did with a list is beside it; sums by day are
 * kept as both are written, so that no report has to read the log; experiments split people between models.
 */
export class LogOnlineFeedback1764001000000 implements MigrationInterface {
  name = 'LogOnlineFeedback1764001000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      ALTER TABLE recommendations
        -- Of the films, in the order of movie_ids; empty where a list was written before they were kept.
        ADD COLUMN sources text[] NOT NULL DEFAULT '{}',
        ADD COLUMN scores real[] NOT NULL DEFAULT '{}',
        -- The probability with which each film was put at its place; empty: 1 each.
        ADD COLUMN propensities double precision[] NOT NULL DEFAULT '{}',
        ADD COLUMN scenario text NOT NULL DEFAULT 'default',
        -- What was asked for where it is not the default, so that the list can be made again.
        ADD COLUMN request jsonb NOT NULL DEFAULT '{}',
        -- The alias whose model was to answer; null: a version by its number, or no model.
        ADD COLUMN alias text,
        -- The model that was to answer could not, and the champion did.
        ADD COLUMN fell_back boolean NOT NULL DEFAULT false,
        ADD COLUMN experiment_id uuid,
        ADD COLUMN arm text,
        -- Who is told apart in an experiment: u:<user id>, or k:<hash of the key of an anonymous caller>.
        ADD COLUMN unit text,
        -- Of the first ten films, by what was known of them when they were served.
        ADD COLUMN diversity real,
        ADD COLUMN novelty real,
        ADD COLUMN popularity real;
      CREATE INDEX recommendations_user ON recommendations (user_id, served_at);

      CREATE TABLE recommendation_events (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        -- null: what somebody did without a list of ours.
        recommendation_id uuid REFERENCES recommendations (id) ON DELETE CASCADE,
        user_id integer,
        movie_id integer NOT NULL,
        type text NOT NULL CHECK (type IN ('impression', 'click', 'rating', 'not-interested')),
        -- 1-based place in the list.
        position integer CHECK (position >= 1),
        -- Of a rating, in stars.
        value real CHECK ((value IS NOT NULL) = (type = 'rating')),
        at timestamptz NOT NULL,
        recorded_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX recommendation_events_once
        ON recommendation_events (recommendation_id, movie_id, type) WHERE recommendation_id IS NOT NULL;
      CREATE UNIQUE INDEX recommendation_events_alone_once
        ON recommendation_events (user_id, movie_id, type, at) NULLS NOT DISTINCT WHERE recommendation_id IS NULL;
      CREATE INDEX recommendation_events_at ON recommendation_events USING brin (at);

      CREATE TABLE feedback_batches (
        id text PRIMARY KEY,
        content_hash text NOT NULL,
        result jsonb NOT NULL,
        taken_at timestamptz NOT NULL DEFAULT now()
      );

      -- Sums by the day (UTC) on which a list was served; model_version 0: no model.
      CREATE TABLE served_days (
        day date NOT NULL,
        model_version integer NOT NULL,
        strategy text NOT NULL,
        scenario text NOT NULL,
        lists bigint NOT NULL,
        empty_lists bigint NOT NULL,
        latency_ms_sum double precision NOT NULL,
        diversity_sum double precision NOT NULL,
        diversity_lists bigint NOT NULL,
        novelty_sum double precision NOT NULL,
        novelty_lists bigint NOT NULL,
        popularity_sum double precision NOT NULL,
        popularity_lists bigint NOT NULL,
        PRIMARY KEY (day, model_version, strategy, scenario)
      );
      CREATE TABLE served_places (
        day date NOT NULL,
        model_version integer NOT NULL,
        source text NOT NULL,
        -- 1 to 50; 51: further down.
        position integer NOT NULL,
        films bigint NOT NULL,
        impressions bigint NOT NULL DEFAULT 0,
        clicks bigint NOT NULL DEFAULT 0,
        ratings bigint NOT NULL DEFAULT 0,
        positive_ratings bigint NOT NULL DEFAULT 0,
        not_interested bigint NOT NULL DEFAULT 0,
        PRIMARY KEY (day, model_version, source, position)
      );
      CREATE TABLE served_films (
        day date NOT NULL,
        model_version integer NOT NULL,
        movie_id integer NOT NULL,
        times bigint NOT NULL,
        PRIMARY KEY (day, model_version, movie_id)
      );

      CREATE TABLE ab_experiments (
        id uuid PRIMARY KEY,
        name text NOT NULL,
        salt text NOT NULL,
        metric text NOT NULL CHECK (metric IN ('click-through', 'positive-rating')),
        alpha double precision NOT NULL CHECK (alpha > 0 AND alpha < 1),
        state text NOT NULL CHECK (state IN ('running', 'stopped')),
        started_at timestamptz NOT NULL DEFAULT now(),
        stopped_at timestamptz,
        stop_reason text
      );
      CREATE UNIQUE INDEX ab_experiments_one_running ON ab_experiments ((true)) WHERE state = 'running';
      CREATE INDEX ab_experiments_started ON ab_experiments (started_at DESC, id DESC);
      CREATE TABLE ab_arms (
        experiment_id uuid NOT NULL REFERENCES ab_experiments (id) ON DELETE CASCADE,
        -- 0: what the others are compared with.
        ordinal integer NOT NULL,
        arm text NOT NULL,
        alias text NOT NULL,
        share double precision NOT NULL CHECK (share > 0 AND share <= 1),
        PRIMARY KEY (experiment_id, arm)
      );
      CREATE TABLE ab_units (
        experiment_id uuid NOT NULL REFERENCES ab_experiments (id) ON DELETE CASCADE,
        unit text NOT NULL,
        arm text NOT NULL,
        lists integer NOT NULL,
        fallbacks integer NOT NULL,
        impressions integer NOT NULL DEFAULT 0,
        clicks integer NOT NULL DEFAULT 0,
        ratings integer NOT NULL DEFAULT 0,
        positive_ratings integer NOT NULL DEFAULT 0,
        first_served_at timestamptz NOT NULL,
        PRIMARY KEY (experiment_id, unit)
      );
      CREATE TABLE ab_arm_versions (
        experiment_id uuid NOT NULL REFERENCES ab_experiments (id) ON DELETE CASCADE,
        arm text NOT NULL,
        model_version integer NOT NULL,
        lists bigint NOT NULL,
        PRIMARY KEY (experiment_id, arm, model_version)
      );

      INSERT INTO served_days
      SELECT (served_at AT TIME ZONE 'UTC')::date, coalesce(model_version, 0), strategy, 'default', count(*),
             count(*) FILTER (WHERE movie_ids = '{}'), sum(latency_ms), 0, 0, 0, 0, 0, 0
      FROM recommendations GROUP BY 1, 2, 3;
      INSERT INTO served_places (day, model_version, source, position, films)
      SELECT (served_at AT TIME ZONE 'UTC')::date, coalesce(model_version, 0), 'unknown', least(place, 51), count(*)
      FROM recommendations, unnest(movie_ids) WITH ORDINALITY AS film (movie_id, place) GROUP BY 1, 2, 4;
      INSERT INTO served_films
      SELECT (served_at AT TIME ZONE 'UTC')::date, coalesce(model_version, 0), movie_id, count(*)
      FROM recommendations, unnest(movie_ids) AS movie_id GROUP BY 1, 2, 3;
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE ab_arm_versions, ab_units, ab_arms, ab_experiments, served_films, served_places, served_days,
                 feedback_batches, recommendation_events;
      DROP INDEX recommendations_user;
      ALTER TABLE recommendations
        DROP COLUMN sources, DROP COLUMN scores, DROP COLUMN propensities, DROP COLUMN scenario, DROP COLUMN request,
        DROP COLUMN alias, DROP COLUMN fell_back, DROP COLUMN experiment_id, DROP COLUMN arm, DROP COLUMN unit,
        DROP COLUMN diversity, DROP COLUMN novelty, DROP COLUMN popularity;
    `);
  }
}
