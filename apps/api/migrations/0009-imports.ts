import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Users from CSV files: what was uploaded, what is to become of each row, and what became of it. */
export class Imports1764090000009 implements MigrationInterface {
  readonly name = 'Imports1764090000009';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [IMPORTS, ROWS]) await runner.query(part);
    for (const table of CONFINED) await runner.query(confine(table));
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE user_import_row; DROP TABLE user_import; DROP FUNCTION analyze_imports()');
  }
}

const IMPORTS = `
CREATE TABLE user_import (
  id                   uuid PRIMARY KEY,
  domain_id            uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  job_id               uuid,
  state                text NOT NULL CHECK (state IN
    ('validating', 'ready', 'applying', 'succeeded', 'failed', 'cancelled', 'undoing', 'undone')),
  paused               boolean NOT NULL DEFAULT false,
  attempt              integer NOT NULL DEFAULT 0,
  file_name            text NOT NULL,
  file_bytes           integer NOT NULL DEFAULT 0,
  delimiter            text NOT NULL,
  headers              jsonb NOT NULL,
  without_password     text NOT NULL CHECK (without_password IN ('temporary', 'invitation')),
  makes_administrators boolean NOT NULL DEFAULT false,
  rows                 integer NOT NULL DEFAULT 0,
  tally                jsonb NOT NULL DEFAULT '{}',
  error                text,
  uploader             jsonb NOT NULL,
  confirmer            jsonb,
  undoer               jsonb,
  reason               text,
  uploaded_at          timestamptz(3) NOT NULL DEFAULT now(),
  validated_at         timestamptz(3),
  confirmed_at         timestamptz(3),
  ended_at             timestamptz(3),
  UNIQUE (domain_id, id)
);
COMMENT ON COLUMN user_import.job_id IS 'Null while the file is still being read: nobody sees the import then';
COMMENT ON COLUMN user_import.attempt IS 'Counts how often the work began: whoever was overtaken notices by it';
COMMENT ON COLUMN user_import.tally IS 'Rows by verdict, by outcome and by what undoing did';
COMMENT ON COLUMN user_import.reason IS 'Why, as it was told when the import was confirmed or undone';
CREATE INDEX user_import_newest ON user_import (domain_id, uploaded_at DESC, id DESC);
CREATE INDEX user_import_by_end ON user_import (ended_at, validated_at, uploaded_at);
`;

const ROWS = `
CREATE TABLE user_import_row (
  domain_id       uuid NOT NULL,
  import_id       uuid NOT NULL,
  position        integer NOT NULL,
  line            integer NOT NULL,
  fields          jsonb NOT NULL,
  found           jsonb NOT NULL DEFAULT '[]',
  secret          text CHECK (secret LIKE 'v1.%'),
  secret_kind     text CHECK (secret_kind IN ('password', 'hash', 'temporary')),
  verdict         text CHECK (verdict IN ('new', 'changed', 'same', 'error')),
  reasons         jsonb NOT NULL DEFAULT '[]',
  changes         jsonb NOT NULL DEFAULT '[]',
  credential      text,
  user_id         uuid,
  seen_version    integer,
  outcome         text CHECK (outcome IN ('created', 'updated', 'refused')),
  refused         text,
  written_version integer,
  undone          text CHECK (undone IN ('deleted', 'restored', 'kept')),
  username_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(coalesce(fields ->> 'username', ''))) STORED,
  email_key    text COLLATE "C" GENERATED ALWAYS AS (lower(fields ->> 'email')) STORED,
  PRIMARY KEY (domain_id, import_id, position),
  FOREIGN KEY (domain_id, import_id) REFERENCES user_import (domain_id, id) ON DELETE CASCADE
) WITH (fillfactor = 70);
COMMENT ON COLUMN user_import_row.found IS 'What reading the row found wrong with its cells';
COMMENT ON COLUMN user_import_row.secret IS 'A password or hash of the file until it is applied, then a temporary password until it is fetched';
COMMENT ON COLUMN user_import_row.user_id IS 'No reference: whom the row made may be gone';
COMMENT ON COLUMN user_import_row.seen_version IS 'The version of the user when the row was validated';
COMMENT ON COLUMN user_import_row.written_version IS 'The version that the row made: who has another one was touched since';
CREATE INDEX user_import_row_of_username ON user_import_row (domain_id, import_id, username_key);
CREATE INDEX user_import_row_of_email ON user_import_row (domain_id, import_id, email_key) WHERE email_key IS NOT NULL;
CREATE INDEX user_import_row_of_verdict ON user_import_row (domain_id, import_id, verdict, position);
CREATE INDEX user_import_row_refused ON user_import_row (domain_id, import_id, position) WHERE outcome = 'refused';
CREATE INDEX user_import_row_secret ON user_import_row (domain_id, import_id, position) WHERE secret IS NOT NULL;
`;

const CONFINED = ['user_import', 'user_import_row'];

const CURRENT = `nullif(current_setting('app.domain_id', true), '')::uuid`;

const confine = (table: string) => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY own_domain ON ${table} TO wardkeep_app USING (domain_id = ${CURRENT}) WITH CHECK (domain_id = ${CURRENT});
CREATE POLICY every_domain ON ${table} TO wardkeep_system USING (true) WITH CHECK (true);
`;

const GRANTS = `
GRANT SELECT, INSERT, UPDATE, DELETE ON ${CONFINED.join(', ')} TO wardkeep_app, wardkeep_system;
-- An upload fills the tables a moment before they are asked: without statistics the planner takes the thousands of a
-- Domain for one, and every index that begins with the Domain for as good as the right one.
CREATE FUNCTION analyze_imports() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  ANALYZE public.user_import_row (domain_id, import_id, position, username_key, email_key, verdict, outcome);
  ANALYZE public.app_user (id, domain_id, username_key, role_id);
  ANALYZE public.login_name (domain_id, name_key);
END $$;
REVOKE ALL ON FUNCTION analyze_imports() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION analyze_imports() TO wardkeep_app;
`;
