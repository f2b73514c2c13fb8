import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Providers of a Domain, whom of them its users are, and the runs that keep users in step with a directory. */
export class Directories1764060000005 implements MigrationInterface {
  readonly name = 'Directories1764060000005';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [PROVIDERS, IDENTITIES, SYNCS]) await runner.query(part);
    for (const table of CONFINED) await runner.query(confine(table));
    await runner.query(GRANTS);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Whom of a directory a user is would be lost: restore a backup instead.'));
  }
}

const PROVIDERS = `
CREATE TABLE provider (
  id           uuid PRIMARY KEY,
  domain_id    uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  kind         text NOT NULL CHECK (kind IN ('ldap', 'saml', 'oidc')),
  name         text NOT NULL,
  enabled      boolean NOT NULL DEFAULT false,
  config       jsonb NOT NULL,
  secret       text CHECK (secret LIKE 'v1.%'),
  secret_at    timestamptz(3),
  next_sync_at timestamptz(3),
  version      integer NOT NULL DEFAULT 1,
  created_at   timestamptz(3) NOT NULL DEFAULT now(),
  updated_at   timestamptz(3) NOT NULL DEFAULT now(),
  name_key     text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
  UNIQUE (domain_id, id),
  CONSTRAINT provider_name_taken UNIQUE (domain_id, name_key)
);
COMMENT ON COLUMN provider.secret IS 'The bind password or client secret; config never holds one';
COMMENT ON COLUMN provider.next_sync_at IS 'When its schedule is due; null: never';
CREATE INDEX provider_due ON provider (next_sync_at) WHERE enabled AND next_sync_at IS NOT NULL;
`;

const IDENTITIES = `
CREATE TABLE outside_identity (
  domain_id        uuid NOT NULL,
  provider_id      uuid NOT NULL,
  subject          text COLLATE "C" NOT NULL,
  user_id          uuid NOT NULL,
  dn               text,
  disabled_by_sync boolean NOT NULL DEFAULT false,
  seen_at          timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (domain_id, provider_id, subject),
  UNIQUE (domain_id, user_id),
  FOREIGN KEY (domain_id, provider_id) REFERENCES provider (domain_id, id) ON DELETE CASCADE,
  FOREIGN KEY (domain_id, user_id) REFERENCES app_user (domain_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN outside_identity.subject IS 'What the provider never gives to somebody else: entryUUID, objectGUID, NameID, sub';
COMMENT ON COLUMN outside_identity.disabled_by_sync IS 'Only such a user is enabled again when the entry comes back';

-- Whoever enables or disables a user decides anew; a sync marks the users that it disabled after this.
CREATE FUNCTION forget_sync_disabling() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public AS $$
BEGIN
  UPDATE public.outside_identity SET disabled_by_sync = false
   WHERE domain_id = NEW.domain_id AND user_id = NEW.id AND disabled_by_sync;
  RETURN NULL;
END $$;
CREATE TRIGGER app_user_enabled_changed AFTER UPDATE OF enabled ON app_user
  FOR EACH ROW WHEN (OLD.enabled IS DISTINCT FROM NEW.enabled) EXECUTE FUNCTION forget_sync_disabling();
`;

const SYNCS = `
CREATE TABLE sync_run (
  id              uuid PRIMARY KEY,
  domain_id       uuid NOT NULL,
  provider_id     uuid NOT NULL,
  job_id          uuid,
  mode            text NOT NULL CHECK (mode IN ('plan', 'apply')),
  state           text NOT NULL CHECK (state IN ('reading', 'planning', 'applying', 'succeeded', 'stopped', 'failed', 'cancelled')),
  cause           text NOT NULL CHECK (cause IN ('schedule', 'person')),
  actor_id        uuid,
  started_by      text,
  actor_domain    text,
  despite_limit   boolean NOT NULL DEFAULT false,
  confirm_disable integer,
  attempt         integer NOT NULL DEFAULT 0,
  counts          jsonb NOT NULL DEFAULT '{}',
  applied         integer NOT NULL DEFAULT 0,
  refused         integer NOT NULL DEFAULT 0,
  stopped_because text,
  detail          text,
  started_at      timestamptz(3) NOT NULL DEFAULT now(),
  ended_at        timestamptz(3),
  UNIQUE (domain_id, id),
  FOREIGN KEY (domain_id, provider_id) REFERENCES provider (domain_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN sync_run.attempt IS 'Counts how often reading began: whoever was overtaken notices by it';
CREATE INDEX sync_run_of_provider ON sync_run (domain_id, provider_id, started_at DESC, id DESC);
CREATE INDEX sync_run_by_start ON sync_run (started_at);
CREATE UNIQUE INDEX sync_run_one_at_a_time ON sync_run (provider_id) WHERE ended_at IS NULL;
CREATE TABLE sync_entry (
  domain_id  uuid NOT NULL,
  run_id     uuid NOT NULL,
  subject    text COLLATE "C" NOT NULL,
  dn         text NOT NULL,
  username   text,
  first_name text,
  last_name  text,
  email      text,
  groups     text[] NOT NULL DEFAULT '{}',
  disabled   boolean NOT NULL DEFAULT false,
  username_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (coalesce(lower(username), '')) STORED,
  email_key    text COLLATE "C" GENERATED ALWAYS AS (lower(email)) STORED,
  PRIMARY KEY (domain_id, run_id, subject),
  FOREIGN KEY (domain_id, run_id) REFERENCES sync_run (domain_id, id) ON DELETE CASCADE
);
CREATE INDEX sync_entry_of_username ON sync_entry (domain_id, run_id, username_key, subject);
CREATE INDEX sync_entry_of_email ON sync_entry (domain_id, run_id, email_key);
COMMENT ON TABLE sync_entry IS 'What the directory answered, while a run compares it; emptied when the run ends';
CREATE TABLE sync_change (
  domain_id  uuid NOT NULL,
  run_id     uuid NOT NULL,
  position   integer NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('create', 'update', 'disable', 'reenable', 'skip')),
  subject    text COLLATE "C" NOT NULL,
  dn         text,
  username   text,
  user_id    uuid,
  role_id    uuid,
  changes    jsonb NOT NULL DEFAULT '[]',
  reason     text,
  applied_at timestamptz(3),
  refused    text,
  PRIMARY KEY (domain_id, run_id, position),
  FOREIGN KEY (domain_id, run_id) REFERENCES sync_run (domain_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN sync_change.role_id IS 'The role of a user to be made; no reference: it may be gone when it comes to it';
COMMENT ON COLUMN sync_change.reason IS 'Why an entry is skipped, or a part of what it says left out';
COMMENT ON COLUMN sync_change.refused IS 'Why a planned change could not be made when it came to it';
CREATE INDEX sync_change_of_kind ON sync_change (domain_id, run_id, kind, position);
`;

const CONFINED = ['provider', 'outside_identity', 'sync_run', 'sync_entry', 'sync_change'];

const CURRENT = `nullif(current_setting('app.domain_id', true), '')::uuid`;

const confine = (table: string) => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY own_domain ON ${table} TO wardkeep_app USING (domain_id = ${CURRENT}) WITH CHECK (domain_id = ${CURRENT});
CREATE POLICY every_domain ON ${table} TO wardkeep_system USING (true) WITH CHECK (true);
`;

const GRANTS = `
GRANT SELECT, INSERT, UPDATE, DELETE ON ${CONFINED.join(', ')} TO wardkeep_app, wardkeep_system;
-- A run fills a table that was empty a moment ago: without statistics the planner takes its thousands for a few.
CREATE FUNCTION analyze_sync_entries() RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  ANALYZE public.sync_entry;
END $$;
REVOKE ALL ON FUNCTION analyze_sync_entries() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION analyze_sync_entries() TO wardkeep_app;
`;
