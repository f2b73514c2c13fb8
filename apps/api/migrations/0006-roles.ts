import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What roles gave at a time: the state of a user at that time says it, also once the role is gone. */
export class Roles1764070000006 implements MigrationInterface {
  readonly name = 'Roles1764070000006';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [ROLE_VERSIONS, CONFINED, GRANTS]) await runner.query(part);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('What roles gave would be lost: restore a backup instead.'));
  }
}

const ROLE_VERSIONS = `
CREATE TABLE role_version (
  domain_id           uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  role_id             uuid NOT NULL,
  version             integer NOT NULL,
  at                  timestamptz(3) NOT NULL DEFAULT now(),
  actor_id            uuid,
  actor_username      text,
  name                text NOT NULL,
  permissions         jsonb NOT NULL,
  two_factor_required boolean NOT NULL,
  PRIMARY KEY (domain_id, role_id, version)
);
COMMENT ON TABLE role_version IS 'Of custom roles; those of a deleted role stay';
`;

const CURRENT = `nullif(current_setting('app.domain_id', true), '')::uuid`;

const CONFINED = `
ALTER TABLE role_version ENABLE ROW LEVEL SECURITY;
ALTER TABLE role_version FORCE ROW LEVEL SECURITY;
CREATE POLICY own_domain ON role_version TO wardkeep_app USING (domain_id = ${CURRENT}) WITH CHECK (domain_id = ${CURRENT});
CREATE POLICY every_domain ON role_version TO wardkeep_system USING (true) WITH CHECK (true);
`;

const GRANTS = `
GRANT SELECT, INSERT ON role_version TO wardkeep_app, wardkeep_system;
`;
