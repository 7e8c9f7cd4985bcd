import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Counts and sums of ratings, so that no request has to read them all.
 *
 * Every statement that writes ratings brings the statistics up to date in its own transaction, by triggers.
 * A bulk import builds another table instead: refresh_rating_statistics() counts anew, attach_rating_triggers()
 * has the new table keep the statistics from then on.
 */
export class CreateRatingStatistics1764000400000 implements MigrationInterface {
  name = 'CreateRatingStatistics1764000400000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(createTables);
    await queryRunner.query(createRefresh);
    await queryRunner.query(createTriggers);
    await queryRunner.query(`
      SELECT attach_rating_triggers('ratings');
      SELECT refresh_rating_statistics();
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TRIGGER IF EXISTS movies_changed ON movies;
      DROP TRIGGER IF EXISTS ratings_locked ON ratings;
      DROP TRIGGER IF EXISTS ratings_inserted ON ratings;
      DROP TRIGGER IF EXISTS ratings_updated ON ratings;
      DROP TRIGGER IF EXISTS ratings_deleted ON ratings;
      DROP TRIGGER IF EXISTS ratings_truncated ON ratings;
      DROP FUNCTION attach_rating_triggers, note_movie_changes, lock_rating_changes, count_inserted_ratings, count_updated_ratings, count_deleted_ratings,
        settle_users, forget_rating_statistics, refresh_rating_statistics;
      DROP TABLE rating_sources, rating_months, user_stats, movie_stats;
      ALTER TABLE data_changes DROP COLUMN movies_revision;
    `);
  }
}

const createTables = `
  -- Sums of half stars are exact in double precision, whatever the order of adding.
  CREATE TABLE movie_stats (
    movie_id integer PRIMARY KEY,
    rating_count integer NOT NULL,
    rating_sum double precision NOT NULL
  ) WITH (fillfactor = 80);

  CREATE TABLE user_stats (
    user_id integer PRIMARY KEY,
    rating_count integer NOT NULL,
    rating_sum double precision NOT NULL,
    first_rated_at timestamptz NOT NULL,
    last_rated_at timestamptz NOT NULL
  ) WITH (fillfactor = 80);

  -- Some thousand rows, from which come the total, the distribution and the counts by month and year (UTC).
  CREATE TABLE rating_months (
    month date NOT NULL,
    rating real NOT NULL,
    rating_count integer NOT NULL,
    PRIMARY KEY (month, rating)
  ) WITH (fillfactor = 50);

  -- Grows with every change of films, so that ratings alone need not have the catalogue read at once.
  ALTER TABLE data_changes ADD COLUMN movies_revision bigint NOT NULL DEFAULT 0;

  -- Which recommendation led to a rating, where the caller said so.
  CREATE TABLE rating_sources (
    user_id integer NOT NULL,
    movie_id integer NOT NULL,
    recommendation_id uuid NOT NULL,
    PRIMARY KEY (user_id, movie_id)
  );
  CREATE INDEX rating_sources_recommendation ON rating_sources (recommendation_id);
`;

const createRefresh = `
  CREATE FUNCTION refresh_rating_statistics() RETURNS void LANGUAGE plpgsql SET timezone = 'UTC' AS $$
  DECLARE
    months timestamptz[];
  BEGIN
    UPDATE data_changes SET revision = revision + 1, changed_at = now();
    -- Into temporary tables first: only such a read is spread over several processes.
    CREATE TEMPORARY TABLE fresh_movies ON COMMIT DROP AS
      SELECT movie_id, count(*)::integer AS rating_count, sum(rating::float8) AS rating_sum FROM ratings GROUP BY movie_id;
    CREATE TEMPORARY TABLE fresh_users ON COMMIT DROP AS
      SELECT user_id, count(*)::integer AS rating_count, sum(rating::float8) AS rating_sum,
             min(rated_at) AS first_rated_at, max(rated_at) AS last_rated_at
      FROM ratings GROUP BY user_id;
    months := ARRAY(SELECT generate_series(date_trunc('month', min(first_rated_at)), max(last_rated_at), '1 month')
                    FROM fresh_users);
    -- Looking a time up among the months is several times faster than date_trunc. The empty other half of the UNION keeps
    -- the planner from taking each time for a group of its own, for which it would not use more than one process.
    CREATE TEMPORARY TABLE fresh_months ON COMMIT DROP AS
      SELECT place, rating, count(*)::integer AS rating_count
      FROM (SELECT width_bucket(rated_at, months) AS place, rating FROM ratings
            UNION ALL SELECT NULL, NULL WHERE false) AS dated
      GROUP BY place, rating;
    DELETE FROM movie_stats;
    DELETE FROM user_stats;
    DELETE FROM rating_months;
    INSERT INTO movie_stats SELECT * FROM fresh_movies;
    INSERT INTO user_stats SELECT * FROM fresh_users;
    INSERT INTO rating_months SELECT months[place]::date, rating, rating_count FROM fresh_months;
    DROP TABLE fresh_movies, fresh_users, fresh_months;
  END $$;
`;

const createTriggers = `
  -- The one row of data_changes is locked before any rating is: writers wait in one line and cannot deadlock.
  CREATE FUNCTION lock_rating_changes() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    PERFORM FROM data_changes FOR UPDATE;
    RETURN NULL;
  END $$;

  CREATE FUNCTION count_inserted_ratings() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM added) THEN RETURN NULL; END IF;
    UPDATE data_changes SET revision = revision + 1, changed_at = now();
    INSERT INTO movie_stats AS s (movie_id, rating_count, rating_sum)
      SELECT movie_id, count(*), sum(rating::float8) FROM added GROUP BY movie_id
      ON CONFLICT (movie_id) DO UPDATE
        SET rating_count = s.rating_count + excluded.rating_count, rating_sum = s.rating_sum + excluded.rating_sum;
    INSERT INTO user_stats AS s (user_id, rating_count, rating_sum, first_rated_at, last_rated_at)
      SELECT user_id, count(*), sum(rating::float8), min(rated_at), max(rated_at) FROM added GROUP BY user_id
      ON CONFLICT (user_id) DO UPDATE
        SET rating_count = s.rating_count + excluded.rating_count, rating_sum = s.rating_sum + excluded.rating_sum,
            first_rated_at = least(s.first_rated_at, excluded.first_rated_at),
            last_rated_at = greatest(s.last_rated_at, excluded.last_rated_at);
    INSERT INTO rating_months AS s (month, rating, rating_count)
      SELECT date_trunc('month', rated_at AT TIME ZONE 'UTC')::date, rating, count(*) FROM added GROUP BY 1, 2
      ON CONFLICT (month, rating) DO UPDATE SET rating_count = s.rating_count + excluded.rating_count;
    RETURN NULL;
  END $$;

  CREATE FUNCTION count_updated_ratings() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM removed) THEN RETURN NULL; END IF;
    UPDATE data_changes SET revision = revision + 1, changed_at = now();
    INSERT INTO movie_stats AS s (movie_id, rating_count, rating_sum)
      SELECT movie_id, sum(sign), sum(sign * rating::float8)
      FROM (SELECT 1 AS sign, movie_id, rating FROM added UNION ALL SELECT -1, movie_id, rating FROM removed) AS change
      GROUP BY movie_id
      ON CONFLICT (movie_id) DO UPDATE
        SET rating_count = s.rating_count + excluded.rating_count, rating_sum = s.rating_sum + excluded.rating_sum;
    INSERT INTO rating_months AS s (month, rating, rating_count)
      SELECT date_trunc('month', rated_at AT TIME ZONE 'UTC')::date, rating, sum(sign)
      FROM (SELECT 1 AS sign, rated_at, rating FROM added UNION ALL SELECT -1, rated_at, rating FROM removed) AS change
      GROUP BY 1, 2 HAVING sum(sign) <> 0
      ON CONFLICT (month, rating) DO UPDATE SET rating_count = s.rating_count + excluded.rating_count;
    INSERT INTO user_stats AS s (user_id, rating_count, rating_sum, first_rated_at, last_rated_at)
      SELECT user_id, sum(sign), sum(sign * rating::float8), min(rated_at), max(rated_at)
      FROM (SELECT 1 AS sign, * FROM added UNION ALL SELECT -1, * FROM removed) AS change GROUP BY user_id
      ON CONFLICT (user_id) DO UPDATE
        SET rating_count = s.rating_count + excluded.rating_count, rating_sum = s.rating_sum + excluded.rating_sum;
    PERFORM settle_users(ARRAY(SELECT user_id FROM added UNION SELECT user_id FROM removed));
    DELETE FROM movie_stats WHERE rating_count = 0 AND movie_id IN (SELECT movie_id FROM removed);
    DELETE FROM rating_months WHERE rating_count = 0;
    RETURN NULL;
  END $$;

  CREATE FUNCTION count_deleted_ratings() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    IF NOT EXISTS (SELECT FROM removed) THEN RETURN NULL; END IF;
    UPDATE data_changes SET revision = revision + 1, changed_at = now();
    UPDATE movie_stats AS s SET rating_count = s.rating_count - gone.count, rating_sum = s.rating_sum - gone.sum
      FROM (SELECT movie_id, count(*) AS count, sum(rating::float8) AS sum FROM removed GROUP BY movie_id) AS gone
      WHERE s.movie_id = gone.movie_id;
    UPDATE rating_months AS s SET rating_count = s.rating_count - gone.count
      FROM (SELECT date_trunc('month', rated_at AT TIME ZONE 'UTC')::date AS month, rating, count(*) AS count
            FROM removed GROUP BY 1, 2) AS gone
      WHERE s.month = gone.month AND s.rating = gone.rating;
    UPDATE user_stats AS s SET rating_count = s.rating_count - gone.count, rating_sum = s.rating_sum - gone.sum
      FROM (SELECT user_id, count(*) AS count, sum(rating::float8) AS sum FROM removed GROUP BY user_id) AS gone
      WHERE s.user_id = gone.user_id;
    PERFORM settle_users(ARRAY(SELECT DISTINCT user_id FROM removed));
    DELETE FROM movie_stats WHERE rating_count = 0 AND movie_id IN (SELECT movie_id FROM removed);
    DELETE FROM rating_months WHERE rating_count = 0;
    RETURN NULL;
  END $$;

  -- First and last times cannot be taken back by subtraction: they are looked up anew. Counts are not, because an
  -- INSERT … ON CONFLICT DO UPDATE comes through the trigger of updates first and that of inserts afterwards.
  CREATE FUNCTION settle_users(affected integer[]) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    DELETE FROM user_stats WHERE rating_count = 0 AND user_id = ANY (affected);
    UPDATE user_stats AS s SET first_rated_at = seen.first, last_rated_at = seen.last
      FROM (SELECT user_id, min(rated_at) AS first, max(rated_at) AS last
            FROM ratings WHERE user_id = ANY (affected) GROUP BY user_id) AS seen
      WHERE s.user_id = seen.user_id AND (s.first_rated_at, s.last_rated_at) IS DISTINCT FROM (seen.first, seen.last);
  END $$;

  CREATE FUNCTION forget_rating_statistics() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE data_changes SET revision = revision + 1, changed_at = now();
    DELETE FROM movie_stats;
    DELETE FROM user_stats;
    DELETE FROM rating_months;
    RETURN NULL;
  END $$;

  CREATE FUNCTION note_movie_changes() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    UPDATE data_changes SET revision = revision + 1, movies_revision = movies_revision + 1, changed_at = now();
    RETURN NULL;
  END $$;
  CREATE TRIGGER movies_changed BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON movies
    FOR EACH STATEMENT EXECUTE FUNCTION note_movie_changes();

  CREATE FUNCTION attach_rating_triggers(target regclass) RETURNS void LANGUAGE plpgsql AS $$
  BEGIN
    EXECUTE format('CREATE TRIGGER ratings_locked BEFORE INSERT OR UPDATE OR DELETE ON %s
      FOR EACH STATEMENT EXECUTE FUNCTION lock_rating_changes()', target);
    EXECUTE format('CREATE TRIGGER ratings_inserted AFTER INSERT ON %s REFERENCING NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION count_inserted_ratings()', target);
    EXECUTE format('CREATE TRIGGER ratings_updated AFTER UPDATE ON %s REFERENCING OLD TABLE AS removed NEW TABLE AS added
      FOR EACH STATEMENT EXECUTE FUNCTION count_updated_ratings()', target);
    EXECUTE format('CREATE TRIGGER ratings_deleted AFTER DELETE ON %s REFERENCING OLD TABLE AS removed
      FOR EACH STATEMENT EXECUTE FUNCTION count_deleted_ratings()', target);
    EXECUTE format('CREATE TRIGGER ratings_truncated AFTER TRUNCATE ON %s
      FOR EACH STATEMENT EXECUTE FUNCTION forget_rating_statistics()', target);
  END $$;
`;
