import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Several registered models, each with versions, aliases and tags of its own; who moved an alias and how; every decision
 * about a promotion with its numbers, and the rule that it was taken by.
 */
export class ExtendRegistry1764000900000 implements MigrationInterface {
  name = 'ExtendRegistry1764000900000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE registered_models (
        name text PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 256),
        description text NOT NULL DEFAULT '',
        -- Of the newest version there ever was: numbers are not given twice.
        last_version integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );
      INSERT INTO registered_models (name, description, last_version)
      SELECT 'marquee', 'What Marquee trains and serves.', coalesce(max(version), 0) FROM model_versions;

      CREATE TABLE registered_model_tags (
        model_name text NOT NULL REFERENCES registered_models (name) ON UPDATE CASCADE ON DELETE CASCADE,
        key text NOT NULL,
        value text NOT NULL,
        PRIMARY KEY (model_name, key)
      );

      ALTER TABLE model_aliases DROP CONSTRAINT model_aliases_version_fkey, DROP CONSTRAINT model_aliases_pkey;
      ALTER TABLE model_versions
        DROP CONSTRAINT model_versions_pkey,
        DROP CONSTRAINT model_versions_run_id_key,
        DROP CONSTRAINT model_versions_run_id_fkey,
        ALTER COLUMN version DROP IDENTITY,
        ALTER COLUMN run_id DROP NOT NULL,
        ADD COLUMN model_name text NOT NULL DEFAULT 'marquee'
          REFERENCES registered_models (name) ON UPDATE CASCADE ON DELETE CASCADE,
        ADD COLUMN source text NOT NULL DEFAULT '',
        ADD COLUMN run_link text,
        ADD COLUMN status text NOT NULL DEFAULT 'READY'
          CHECK (status IN ('PENDING_REGISTRATION', 'FAILED_REGISTRATION', 'READY')),
        ADD COLUMN status_message text,
        ADD COLUMN description text NOT NULL DEFAULT '',
        ADD COLUMN stage text NOT NULL DEFAULT 'None' CHECK (stage IN ('None', 'Staging', 'Production', 'Archived')),
        ADD COLUMN created_by text,
        ADD COLUMN updated_at timestamptz NOT NULL DEFAULT now(),
        -- Deleted versions stay for the lineage of what they served, and are seen nowhere else.
        ADD COLUMN deleted_at timestamptz,
        -- What serving needs of the run, so that a version outlives it; null where the version is not Marquee's own.
        ADD COLUMN kind text,
        ADD COLUMN title text,
        ADD COLUMN metrics jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN artifact_uri text,
        ADD COLUMN artifact_sha256 text,
        ADD COLUMN artifact_bytes bigint,
        ADD COLUMN companions jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN rating_count integer,
        ADD COLUMN newest_rating_at timestamptz,
        ADD COLUMN data_fingerprint text,
        ADD PRIMARY KEY (model_name, version);
      UPDATE model_versions v
      SET source = coalesce(r.artifact_uri, ''), kind = r.kind, title = r.name, metrics = r.metrics,
          artifact_uri = r.artifact_uri, artifact_sha256 = r.artifact_sha256, artifact_bytes = r.artifact_bytes,
          companions = r.companions, rating_count = r.rating_count, newest_rating_at = r.newest_rating_at,
          data_fingerprint = r.data_fingerprint, updated_at = v.created_at
      FROM runs r WHERE r.id = v.run_id;
      CREATE INDEX model_versions_run ON model_versions (run_id);
      -- A run leaves one version of Marquee's own model.
      CREATE UNIQUE INDEX model_versions_own_run ON model_versions (run_id)
        WHERE model_name = 'marquee' AND deleted_at IS NULL;

      CREATE TABLE model_version_tags (
        model_name text NOT NULL,
        version integer NOT NULL,
        key text NOT NULL,
        value text NOT NULL,
        PRIMARY KEY (model_name, version, key),
        FOREIGN KEY (model_name, version) REFERENCES model_versions (model_name, version) ON UPDATE CASCADE ON DELETE CASCADE
      );

      ALTER TABLE model_aliases
        ADD COLUMN model_name text NOT NULL DEFAULT 'marquee',
        ADD PRIMARY KEY (model_name, alias),
        ADD FOREIGN KEY (model_name, version) REFERENCES model_versions (model_name, version)
          ON UPDATE CASCADE ON DELETE CASCADE;

      ALTER TABLE model_alias_moves
        ADD COLUMN model_name text NOT NULL DEFAULT 'marquee',
        -- null: the alias was taken away.
        ALTER COLUMN to_version DROP NOT NULL,
        DROP CONSTRAINT model_alias_moves_decided_by_check,
        ADD CONSTRAINT model_alias_moves_decided_by_check CHECK (decided_by IN ('gate', 'person', 'guard')),
        ADD COLUMN kind text NOT NULL DEFAULT 'move' CHECK (kind IN ('move', 'rollback', 'release')),
        -- Name and role of the API key; null where none is asked for.
        ADD COLUMN actor text,
        ADD COLUMN decision_id uuid;
      DROP INDEX model_alias_moves_alias;
      CREATE INDEX model_alias_moves_alias ON model_alias_moves (model_name, alias, id DESC);

      CREATE TABLE promotion_policies (
        model_name text PRIMARY KEY REFERENCES registered_models (name) ON UPDATE CASCADE ON DELETE CASCADE,
        policy jsonb NOT NULL,
        revision integer NOT NULL DEFAULT 1,
        updated_by text,
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE promotion_decisions (
        id uuid PRIMARY KEY,
        model_name text NOT NULL DEFAULT 'marquee',
        job_id uuid,
        metric text NOT NULL,
        outcome text NOT NULL CHECK (outcome IN ('promoted', 'kept')),
        reason text NOT NULL,
        -- Who reigned before; null when nobody did.
        champion_version integer,
        promoted_version integer,
        challenger_version integer,
        -- What was found of the champion and of each candidate: tests, intervals, guardrails.
        champion jsonb,
        candidates jsonb NOT NULL,
        policy jsonb NOT NULL,
        decided_at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX promotion_decisions_decided ON promotion_decisions (decided_at DESC, id DESC);
      CREATE INDEX promotion_decisions_job ON promotion_decisions (job_id);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      DROP TABLE promotion_decisions, promotion_policies, model_version_tags, registered_model_tags;

      DROP INDEX model_alias_moves_alias;
      DELETE FROM model_alias_moves WHERE model_name <> 'marquee' OR to_version IS NULL;
      UPDATE model_alias_moves SET decided_by = 'gate' WHERE decided_by = 'guard';
      ALTER TABLE model_alias_moves
        DROP CONSTRAINT model_alias_moves_decided_by_check,
        ADD CONSTRAINT model_alias_moves_decided_by_check CHECK (decided_by IN ('gate', 'person')),
        ALTER COLUMN to_version SET NOT NULL,
        DROP COLUMN model_name, DROP COLUMN kind, DROP COLUMN actor, DROP COLUMN decision_id;
      CREATE INDEX model_alias_moves_alias ON model_alias_moves (alias, id DESC);

      -- Versions that no run stands behind cannot be told in the older shape; their aliases go with them.
      DELETE FROM model_versions v
      WHERE model_name <> 'marquee' OR deleted_at IS NOT NULL OR NOT EXISTS (SELECT FROM runs r WHERE r.id = v.run_id);
      ALTER TABLE model_aliases
        DROP CONSTRAINT model_aliases_model_name_version_fkey, DROP CONSTRAINT model_aliases_pkey, DROP COLUMN model_name;
      DROP INDEX model_versions_own_run, model_versions_run;
      ALTER TABLE model_versions
        DROP CONSTRAINT model_versions_pkey,
        DROP COLUMN model_name, DROP COLUMN source, DROP COLUMN run_link, DROP COLUMN status, DROP COLUMN status_message,
        DROP COLUMN description, DROP COLUMN stage, DROP COLUMN created_by, DROP COLUMN updated_at, DROP COLUMN deleted_at,
        DROP COLUMN kind, DROP COLUMN title, DROP COLUMN metrics, DROP COLUMN artifact_uri, DROP COLUMN artifact_sha256,
        DROP COLUMN artifact_bytes, DROP COLUMN companions, DROP COLUMN rating_count, DROP COLUMN newest_rating_at,
        DROP COLUMN data_fingerprint,
        ALTER COLUMN run_id SET NOT NULL,
        ALTER COLUMN version ADD GENERATED ALWAYS AS IDENTITY,
        ADD PRIMARY KEY (version),
        ADD UNIQUE (run_id),
        ADD FOREIGN KEY (run_id) REFERENCES runs (id);
      SELECT setval(pg_get_serial_sequence('model_versions', 'version'),
                    greatest((SELECT last_version FROM registered_models WHERE name = 'marquee'), 1),
                    (SELECT last_version > 0 FROM registered_models WHERE name = 'marquee'));
      ALTER TABLE model_aliases ADD PRIMARY KEY (alias), ADD FOREIGN KEY (version) REFERENCES model_versions (version);
      DROP TABLE registered_models;
    `);
  }
}
