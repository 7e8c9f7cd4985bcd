import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people should know of, whom it is sent to, and what came of sending it. */
export class CreateNotifications1764000610000 implements MigrationInterface {
  name = 'CreateNotifications1764000610000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE alerts (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        key text NOT NULL,
        severity text NOT NULL CHECK (severity IN ('info', 'warning', 'critical')),
        title text NOT NULL,
        detail text NOT NULL,
        link text,
        occurrences integer NOT NULL DEFAULT 1,
        opened_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        acknowledged_at timestamptz,
        resolved_at timestamptz
      );
      -- One open alert a key, whatever the number of processes that raise it.
      CREATE UNIQUE INDEX alerts_one_open_per_key ON alerts (key) WHERE resolved_at IS NULL;
      CREATE INDEX alerts_opened ON alerts (opened_at DESC, id DESC);

      CREATE TABLE notification_channels (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        name text NOT NULL UNIQUE,
        type text NOT NULL CHECK (type IN ('webhook', 'email')),
        settings jsonb NOT NULL,
        -- Never answered back.
        secret text,
        min_severity text NOT NULL DEFAULT 'warning' CHECK (min_severity IN ('info', 'warning', 'critical')),
        -- Patterns with *; an alert goes here when its key fits one.
        keys text[] NOT NULL DEFAULT '{*}',
        on_resolved boolean NOT NULL DEFAULT true,
        enabled boolean NOT NULL DEFAULT true,
        created_at timestamptz NOT NULL DEFAULT now(),
        updated_at timestamptz NOT NULL DEFAULT now()
      );

      -- Written with the alert in one transaction, sent afterwards by whichever process comes first.
      CREATE TABLE notification_deliveries (
        id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        channel_id uuid NOT NULL REFERENCES notification_channels (id) ON DELETE CASCADE,
        alert_id uuid REFERENCES alerts (id) ON DELETE CASCADE,
        event text NOT NULL CHECK (event IN ('opened', 'escalated', 'resolved', 'test')),
        message jsonb NOT NULL,
        state text NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'failed')),
        attempt integer NOT NULL DEFAULT 0,
        due_at timestamptz NOT NULL DEFAULT now(),
        status_code integer,
        error text,
        duration_ms integer,
        created_at timestamptz NOT NULL DEFAULT now(),
        finished_at timestamptz
      );
      CREATE INDEX notification_deliveries_due ON notification_deliveries (due_at) WHERE state = 'pending';
      CREATE INDEX notification_deliveries_of_channel ON notification_deliveries (channel_id, created_at DESC, id DESC);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE notification_deliveries, notification_channels, alerts');
  }
}
