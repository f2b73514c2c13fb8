import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Domains and their keys, roles, users and sessions. */
export class Accounts1763770000001 implements MigrationInterface {
  readonly name = 'Accounts1763770000001';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [EXTENSIONS, DOMAINS, KEYS, ROLES, USERS, SESSIONS]) await runner.query(part);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The first release is not undone: restore a backup instead.'));
  }
}

const EXTENSIONS = `CREATE EXTENSION IF NOT EXISTS pg_trgm;`;

const DOMAINS = `
CREATE TABLE domain (
  id           uuid PRIMARY KEY,
  name         text NOT NULL,
  display_name text NOT NULL,
  is_primary   boolean NOT NULL DEFAULT false,
  enabled      boolean NOT NULL DEFAULT true,
  banner_text  text,
  banner_color text,
  version      integer NOT NULL DEFAULT 1,
  created_at   timestamptz(3) NOT NULL DEFAULT now(),
  updated_at   timestamptz(3) NOT NULL DEFAULT now(),
  name_key     text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
  CONSTRAINT domain_name_taken UNIQUE (name_key),
  CONSTRAINT primary_domain_enabled CHECK (enabled OR NOT is_primary),
  CONSTRAINT banner_whole CHECK ((banner_text IS NULL) = (banner_color IS NULL))
);
CREATE UNIQUE INDEX domain_one_primary ON domain (is_primary) WHERE is_primary;
`;

const KEYS = `
CREATE TABLE key_check (
  kek_id      text PRIMARY KEY,
  fingerprint text NOT NULL,
  sealed     text NOT NULL CHECK (sealed LIKE 'v1.%'),
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE TABLE data_key (
  id         text PRIMARY KEY,
  domain_id  uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  kek_id     text NOT NULL,
  wrapped    text NOT NULL CHECK (wrapped LIKE 'v1.%'),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  retired_at timestamptz(3)
);
CREATE INDEX data_key_of_domain ON data_key (domain_id, created_at DESC);
CREATE TABLE signing_key (
  kid        text PRIMARY KEY,
  sealed     text NOT NULL CHECK (sealed LIKE 'v1.%'),
  state      text NOT NULL CHECK (state IN ('next', 'active', 'retired')),
  not_before timestamptz(3) NOT NULL DEFAULT now(),
  retire_at  timestamptz(3)
);
`;

const ROLES = `
CREATE TABLE role (
  id                  uuid PRIMARY KEY,
  domain_id           uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  kind                text,
  name                text NOT NULL,
  description         text NOT NULL DEFAULT '',
  permissions         jsonb NOT NULL DEFAULT '[]',
  two_factor_required boolean NOT NULL DEFAULT false,
  version             integer NOT NULL DEFAULT 1,
  created_at          timestamptz(3) NOT NULL DEFAULT now(),
  updated_at          timestamptz(3) NOT NULL DEFAULT now(),
  name_key            text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(name)) STORED,
  UNIQUE (domain_id, id),
  UNIQUE (domain_id, kind),
  CONSTRAINT role_name_taken UNIQUE (domain_id, name_key)
);
`;

const USERS = `
CREATE TABLE app_user (
  id                   uuid PRIMARY KEY,
  domain_id            uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  username             text NOT NULL,
  first_name           text NOT NULL,
  last_name            text NOT NULL,
  email                text,
  phone                text,
  role_id              uuid NOT NULL,
  login_method         text NOT NULL DEFAULT 'standard' CHECK (login_method IN ('standard', 'ldap', 'saml', 'oidc')),
  source               text NOT NULL DEFAULT 'local',
  enabled              boolean NOT NULL DEFAULT true,
  is_protected         boolean NOT NULL DEFAULT false,
  two_factor_required  boolean NOT NULL DEFAULT false,
  totp_enrolled        boolean NOT NULL DEFAULT false,
  time_zone            text,
  language             text,
  email_notifications  boolean NOT NULL DEFAULT true,
  password_hash        text CHECK (password_hash LIKE 'v1.%'),
  password_changed_at  timestamptz(3),
  password_expires_at  timestamptz(3),
  must_change_password boolean NOT NULL DEFAULT false,
  invited              boolean NOT NULL DEFAULT false,
  locked_until         timestamptz(3),
  last_login_at        timestamptz(3) NOT NULL DEFAULT '-infinity',
  version              integer NOT NULL DEFAULT 1,
  created_at           timestamptz(3) NOT NULL DEFAULT now(),
  updated_at           timestamptz(3) NOT NULL DEFAULT now(),
  username_key   text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(username)) STORED,
  first_name_key text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(first_name)) STORED,
  last_name_key  text COLLATE "C" NOT NULL GENERATED ALWAYS AS (lower(last_name)) STORED,
  email_key      text COLLATE "C" GENERATED ALWAYS AS (lower(email)) STORED,
  email_sort     text COLLATE "C" NOT NULL GENERATED ALWAYS AS (coalesce(lower(email), '')) STORED,
  search_text    text NOT NULL GENERATED ALWAYS AS
    (lower(username || chr(10) || first_name || ' ' || last_name || chr(10) || coalesce(email, ''))) STORED,
  UNIQUE (domain_id, id),
  FOREIGN KEY (domain_id, role_id) REFERENCES role (domain_id, id),
  CONSTRAINT username_taken UNIQUE (domain_id, username_key),
  CONSTRAINT email_taken UNIQUE (domain_id, email_key)
);
COMMENT ON COLUMN app_user.last_login_at IS '-infinity: never signed in';
CREATE INDEX app_user_by_username   ON app_user (domain_id, username_key, id)
  INCLUDE (enabled, locked_until, invited, password_expires_at);
CREATE INDEX app_user_by_first_name ON app_user (domain_id, first_name_key, id);
CREATE INDEX app_user_by_last_name  ON app_user (domain_id, last_name_key, id);
CREATE INDEX app_user_by_email      ON app_user (domain_id, email_sort, id);
CREATE INDEX app_user_by_created    ON app_user (domain_id, created_at, id);
CREATE INDEX app_user_by_updated    ON app_user (domain_id, updated_at, id);
CREATE INDEX app_user_by_last_login ON app_user (domain_id, last_login_at, id);
CREATE INDEX app_user_by_role       ON app_user (domain_id, role_id, username_key, id);
CREATE INDEX app_user_by_source     ON app_user (domain_id, source, username_key, id);
CREATE INDEX app_user_by_method     ON app_user (domain_id, login_method, username_key, id);
CREATE INDEX app_user_disabled      ON app_user (domain_id, username_key, id) WHERE NOT enabled;
CREATE INDEX app_user_invited       ON app_user (domain_id, username_key, id) INCLUDE (enabled, locked_until) WHERE invited;
CREATE INDEX app_user_enrolled      ON app_user (domain_id, totp_enrolled, username_key, id);
CREATE INDEX app_user_locked        ON app_user (domain_id, locked_until) WHERE locked_until IS NOT NULL;
CREATE INDEX app_user_expiring      ON app_user (domain_id, password_expires_at) INCLUDE (enabled, locked_until, invited)
  WHERE password_expires_at IS NOT NULL;
CREATE INDEX app_user_search        ON app_user USING gin (search_text gin_trgm_ops);

-- What can be typed in the login field: one namespace for usernames and emails of a Domain.
CREATE TABLE login_name (
  domain_id uuid NOT NULL,
  name_key  text COLLATE "C" NOT NULL,
  user_id   uuid NOT NULL,
  FOREIGN KEY (domain_id, user_id) REFERENCES app_user (domain_id, id) ON DELETE CASCADE,
  CONSTRAINT login_name_taken PRIMARY KEY (domain_id, name_key)
);
CREATE INDEX login_name_of_user ON login_name (domain_id, user_id);

CREATE FUNCTION keep_login_names() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM public.login_name n USING old_rows o, new_rows w
     WHERE w.id = o.id AND o.email_key IS DISTINCT FROM w.email_key AND n.domain_id = o.domain_id
       AND n.name_key = o.email_key AND n.user_id = o.id AND n.name_key <> o.username_key;
    INSERT INTO public.login_name (domain_id, name_key, user_id)
    SELECT w.domain_id, w.email_key, w.id FROM new_rows w JOIN old_rows o ON o.id = w.id
     WHERE w.email_key IS NOT NULL AND w.email_key IS DISTINCT FROM o.email_key AND w.email_key <> w.username_key;
  ELSE
    INSERT INTO public.login_name (domain_id, name_key, user_id)
    SELECT domain_id, username_key, id FROM new_rows
    UNION ALL
    SELECT domain_id, email_key, id FROM new_rows WHERE email_key IS NOT NULL AND email_key <> username_key;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER app_user_names_added AFTER INSERT ON app_user
  REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_login_names();
CREATE TRIGGER app_user_names_changed AFTER UPDATE ON app_user
  REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_login_names();

CREATE TABLE user_version (
  domain_id      uuid NOT NULL,
  user_id        uuid NOT NULL,
  version        integer NOT NULL,
  at             timestamptz(3) NOT NULL DEFAULT now(),
  actor_id       uuid,
  actor_username text,
  changes        jsonb NOT NULL,
  fields         jsonb NOT NULL,
  PRIMARY KEY (domain_id, user_id, version),
  FOREIGN KEY (domain_id, user_id) REFERENCES app_user (domain_id, id) ON DELETE CASCADE
);
`;

const SESSIONS = `
CREATE TABLE sign_in_attempt (
  id         uuid PRIMARY KEY,
  domain_id  uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  user_id    uuid NOT NULL,
  challenge  bytea NOT NULL UNIQUE,
  step       text NOT NULL CHECK (step IN ('change-password')),
  delivery   text NOT NULL CHECK (delivery IN ('cookie', 'bearer')),
  method     text NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  used_at    timestamptz(3),
  FOREIGN KEY (domain_id, user_id) REFERENCES app_user (domain_id, id) ON DELETE CASCADE
);
CREATE INDEX sign_in_attempt_of_user ON sign_in_attempt (domain_id, user_id);
CREATE INDEX sign_in_attempt_expired ON sign_in_attempt (expires_at);
CREATE TABLE account_token (
  hash       bytea PRIMARY KEY,
  purpose    text NOT NULL CHECK (purpose IN ('invitation', 'reset')),
  domain_id  uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  user_id    uuid NOT NULL,
  expires_at timestamptz(3) NOT NULL,
  used_at    timestamptz(3),
  FOREIGN KEY (domain_id, user_id) REFERENCES app_user (domain_id, id) ON DELETE CASCADE
);
CREATE INDEX account_token_of_user ON account_token (domain_id, user_id, purpose);
CREATE TABLE session (
  id            uuid PRIMARY KEY,
  domain_id     uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  user_id       uuid NOT NULL,
  method        text NOT NULL,
  device        text NOT NULL,
  address       text NOT NULL,
  csrf_token    text NOT NULL,
  started_at    timestamptz(3) NOT NULL DEFAULT now(),
  last_seen_at  timestamptz(3) NOT NULL DEFAULT now(),
  ends_at       timestamptz(3) NOT NULL,
  ended_at      timestamptz(3),
  ended_because text,
  UNIQUE (domain_id, id),
  FOREIGN KEY (domain_id, user_id) REFERENCES app_user (domain_id, id) ON DELETE CASCADE
);
CREATE INDEX session_by_start  ON session (domain_id, started_at DESC, id DESC);
CREATE INDEX session_of_user   ON session (domain_id, user_id, started_at DESC, id DESC);
CREATE INDEX session_live      ON session (domain_id, user_id) WHERE ended_at IS NULL;
CREATE INDEX session_to_expire ON session (last_seen_at) WHERE ended_at IS NULL;
`;
