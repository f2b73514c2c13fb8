import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The list of providers tells when somebody came in by each last. */
export class NewestSignIn1764150000014 implements MigrationInterface {
  readonly name = 'NewestSignIn1764150000014';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX sso_session_newest ON sso_session (domain_id, provider_id, session_id DESC)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX sso_session_newest');
  }
}
