import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The locked users of a Domain are counted out of their index alone. */
export class LockedUsers1764160000015 implements MigrationInterface {
  readonly name = 'LockedUsers1764160000015';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX app_user_locked');
    await runner.query(INDEX);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX app_user_locked');
    await runner.query(BEFORE);
  }
}

const BEFORE = 'CREATE INDEX app_user_locked ON app_user (domain_id, locked_until) WHERE locked_until IS NOT NULL';
const INDEX =
  'CREATE INDEX app_user_locked ON app_user (domain_id, locked_until) INCLUDE (enabled) WHERE locked_until IS NOT NULL';
