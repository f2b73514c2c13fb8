import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Actions on many users with what became of each, saved views of the list of users, and how old passwords are. */
export class BulkActions1764110000010 implements MigrationInterface {
  readonly name = 'BulkActions1764110000010';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [BULK, VIEWS, PASSWORD_AGE]) await runner.query(part);
    for (const table of CONFINED) await runner.query(confine(table));
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX app_user_by_password_change');
    await runner.query(`DROP TABLE ${[...CONFINED].reverse().join(', ')}`);
  }
}

const BULK = `
CREATE TABLE bulk_job (
  job_id         uuid PRIMARY KEY,
  domain_id      uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  step           text NOT NULL,
  role_id        uuid,
  reverses       uuid,
  actor_id       uuid NOT NULL,
  home_id        uuid NOT NULL,
  home_name      text NOT NULL,
  origin         jsonb NOT NULL,
  total          integer NOT NULL DEFAULT 0,
  created_at     timestamptz(3) NOT NULL DEFAULT now(),
  ended_at       timestamptz(3),
  UNIQUE (domain_id, job_id),
  CONSTRAINT job_reversed_once UNIQUE (domain_id, reverses)
);
COMMENT ON COLUMN bulk_job.home_id IS 'Where whoever started it is a user: a System Administrator works in other Domains too';
COMMENT ON COLUMN bulk_job.origin IS 'Where it was started from, for the audit events of its users';
CREATE INDEX bulk_job_old ON bulk_job (created_at);
CREATE TABLE bulk_item (
  domain_id        uuid NOT NULL,
  job_id           uuid NOT NULL,
  position         integer NOT NULL,
  user_id          uuid NOT NULL,
  username         text,
  role_id          uuid,
  expected_version integer,
  outcome          text NOT NULL DEFAULT 'open' CHECK (outcome IN ('open', 'done', 'unchanged', 'refused')),
  code             text,
  version          integer,
  ended_sessions   integer NOT NULL DEFAULT 0,
  ended_tokens     integer NOT NULL DEFAULT 0,
  PRIMARY KEY (domain_id, job_id, position),
  FOREIGN KEY (domain_id, job_id) REFERENCES bulk_job (domain_id, job_id) ON DELETE CASCADE
);
COMMENT ON COLUMN bulk_item.user_id IS 'No reference: an id may be nobody''s, and what became of a user outlives it';
COMMENT ON COLUMN bulk_item.role_id IS 'The role that this user gets, where it is not the same for all';
COMMENT ON COLUMN bulk_item.expected_version IS 'What somebody changed since is left alone; null: whatever it is';
COMMENT ON COLUMN bulk_item.version IS 'The version that the action made of the user';
CREATE INDEX bulk_item_of_outcome ON bulk_item (domain_id, job_id, outcome, position);
`;

const VIEWS = `
CREATE TABLE user_view (
  id         uuid PRIMARY KEY,
  domain_id  uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  owner_id   uuid NOT NULL,
  owner      text NOT NULL,
  name       text NOT NULL,
  shared     boolean NOT NULL DEFAULT false,
  filters    jsonb NOT NULL DEFAULT '{}',
  columns    text[],
  sort       text NOT NULL DEFAULT 'username',
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  name_key   text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
  UNIQUE (domain_id, id),
  CONSTRAINT view_name_taken UNIQUE (domain_id, owner_id, name_key)
);
COMMENT ON COLUMN user_view.owner_id IS 'No reference: a System Administrator keeps views in Domains that are not their own';
CREATE INDEX user_view_shared ON user_view (domain_id, name_key) WHERE shared;
`;

const PASSWORD_AGE = `
CREATE INDEX app_user_by_password_change ON app_user (domain_id, password_changed_at) INCLUDE (enabled)
  WHERE login_method = 'standard' AND password_changed_at IS NOT NULL;
`;

const CONFINED = ['bulk_job', 'bulk_item', 'user_view'];

const CURRENT = `nullif(current_setting('app.domain_id', true), '')::uuid`;

const confine = (table: string) => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY own_domain ON ${table} TO wardkeep_app USING (domain_id = ${CURRENT}) WITH CHECK (domain_id = ${CURRENT});
CREATE POLICY every_domain ON ${table} TO wardkeep_system USING (true) WITH CHECK (true);
`;

const GRANTS = `
GRANT SELECT, INSERT, UPDATE, DELETE ON ${CONFINED.join(', ')} TO wardkeep_app, wardkeep_system;
`;
