import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was served, so that its quality can be measured and a rating can be traced to what caused it. */
export class CreateRecommendations1764000300000 implements MigrationInterface {
  name = 'CreateRecommendations1764000300000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`
      CREATE TABLE recommendations (
        id uuid PRIMARY KEY,
        user_id integer,
        model_version integer,
        strategy text NOT NULL,
        movie_ids integer[] NOT NULL,
        latency_ms real NOT NULL,
        served_at timestamptz NOT NULL
      );
      CREATE INDEX recommendations_served ON recommendations USING brin (served_at);
    `);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE recommendations');
  }
}
