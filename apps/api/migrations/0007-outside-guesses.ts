import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Guesses at passwords that a directory keeps: one at a time, and counted also for who is no user yet. */
export class OutsideGuesses1764080000007 implements MigrationInterface {
  readonly name = 'OutsideGuesses1764080000007';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [GUESSES, CONFINED, GRANTS]) await runner.query(part);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE outside_guess');
  }
}

const GUESSES = `
CREATE TABLE outside_guess (
  domain_id     uuid NOT NULL,
  provider_id   uuid NOT NULL,
  subject       text COLLATE "C" NOT NULL,
  asking_until  timestamptz(3),
  failures      integer NOT NULL DEFAULT 0,
  failing_since timestamptz(3),
  locked_until  timestamptz(3),
  PRIMARY KEY (domain_id, provider_id, subject),
  FOREIGN KEY (domain_id, provider_id) REFERENCES provider (domain_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN outside_guess.asking_until IS 'While a password is with the directory no other one is; a process that ended in the middle holds it no longer';
COMMENT ON COLUMN outside_guess.failures IS 'Of an entry that is no user yet; a user counts its own';
`;

const CURRENT = `nullif(current_setting('app.domain_id', true), '')::uuid`;

const CONFINED = `
ALTER TABLE outside_guess ENABLE ROW LEVEL SECURITY;
ALTER TABLE outside_guess FORCE ROW LEVEL SECURITY;
CREATE POLICY own_domain ON outside_guess TO wardkeep_app USING (domain_id = ${CURRENT}) WITH CHECK (domain_id = ${CURRENT});
CREATE POLICY every_domain ON outside_guess TO wardkeep_system USING (true) WITH CHECK (true);
`;

const GRANTS = `
GRANT SELECT, INSERT, UPDATE, DELETE ON outside_guess TO wardkeep_app, wardkeep_system;
`;
