import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Settings, lockout, two-factor authentication, password history, known devices and forgotten passwords. */
export class AccountSecurity1764050000004 implements MigrationInterface {
  readonly name = 'AccountSecurity1764050000004';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [SETTINGS, ACCOUNTS, SECOND_FACTOR, DEVICES, FORGOTTEN]) await runner.query(part);
    for (const table of CONFINED) await runner.query(confine(table));
    for (const part of [SHARED, GRANTS]) await runner.query(part);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Second factors would be lost: restore a backup instead.'));
  }
}

const SETTINGS = `
CREATE TABLE global_settings (
  id         boolean PRIMARY KEY DEFAULT true CHECK (id),
  chosen     jsonb NOT NULL DEFAULT '{}',
  version    integer NOT NULL DEFAULT 1,
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
COMMENT ON COLUMN global_settings.chosen IS 'Only what somebody chose, by dotted name';
INSERT INTO global_settings DEFAULT VALUES;
CREATE TABLE domain_settings (
  domain_id  uuid PRIMARY KEY REFERENCES domain ON DELETE CASCADE,
  chosen     jsonb NOT NULL DEFAULT '{}',
  version    integer NOT NULL DEFAULT 1,
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
`;

const ACCOUNTS = `
ALTER TABLE app_user
  ADD COLUMN failed_sign_ins     smallint NOT NULL DEFAULT 0,
  ADD COLUMN failing_since       timestamptz(3),
  ADD COLUMN password_mode       text,
  ADD COLUMN password_min_length smallint,
  ADD COLUMN password_compromised boolean NOT NULL DEFAULT false,
  ADD COLUMN expiry_told_for     timestamptz(3),
  ADD COLUMN expiry_told_days    smallint;
COMMENT ON COLUMN app_user.expiry_told_for IS 'The end of the password that a mail announced last, expiry_told_days ahead';
COMMENT ON COLUMN app_user.password_mode IS 'The mode whose rules accepted the password; null: set before modes';
COMMENT ON COLUMN app_user.password_min_length IS 'The shortest length that was accepted then';
CREATE INDEX app_user_password_age ON app_user (domain_id, password_changed_at) INCLUDE (password_mode)
  WHERE password_hash IS NOT NULL AND login_method = 'standard';
CREATE TABLE password_history (
  id        uuid PRIMARY KEY,
  domain_id uuid NOT NULL,
  user_id   uuid NOT NULL,
  sealed    text NOT NULL CHECK (sealed LIKE 'v1.%'),
  ended_at  timestamptz(3) NOT NULL DEFAULT now(),
  FOREIGN KEY (domain_id, user_id) REFERENCES app_user (domain_id, id) ON DELETE CASCADE
);
CREATE INDEX password_history_of_user ON password_history (domain_id, user_id, id DESC);
ALTER TABLE sign_in_attempt DROP CONSTRAINT sign_in_attempt_step_check;
ALTER TABLE sign_in_attempt
  ADD CONSTRAINT sign_in_attempt_step_check CHECK (step IN ('second-factor', 'change-password', 'enrolment')),
  ADD COLUMN second_factor_passed boolean NOT NULL DEFAULT false,
  ADD COLUMN password_outdated boolean NOT NULL DEFAULT false;
`;

const SECOND_FACTOR = `
CREATE TABLE totp_secret (
  domain_id   uuid NOT NULL,
  user_id     uuid NOT NULL,
  sealed      text NOT NULL CHECK (sealed LIKE 'v1.%'),
  last_step   bigint NOT NULL,
  enrolled_at timestamptz(3) NOT NULL DEFAULT now(),
  used_at     timestamptz(3),
  PRIMARY KEY (domain_id, user_id),
  FOREIGN KEY (domain_id, user_id) REFERENCES app_user (domain_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN totp_secret.last_step IS 'The newest time step whose code was used: a code works once';
CREATE TABLE totp_enrolment (
  domain_id  uuid NOT NULL,
  user_id    uuid NOT NULL,
  sealed     text NOT NULL CHECK (sealed LIKE 'v1.%'),
  expires_at timestamptz(3) NOT NULL,
  PRIMARY KEY (domain_id, user_id),
  FOREIGN KEY (domain_id, user_id) REFERENCES app_user (domain_id, id) ON DELETE CASCADE
);
CREATE INDEX totp_enrolment_expired ON totp_enrolment (expires_at);
CREATE TABLE recovery_code (
  domain_id uuid NOT NULL,
  user_id   uuid NOT NULL,
  hash      bytea NOT NULL,
  used_at   timestamptz(3),
  PRIMARY KEY (domain_id, user_id, hash),
  FOREIGN KEY (domain_id, user_id) REFERENCES app_user (domain_id, id) ON DELETE CASCADE
);
`;

const DEVICES = `
CREATE TABLE known_device (
  id              uuid PRIMARY KEY,
  domain_id       uuid NOT NULL,
  user_id         uuid NOT NULL,
  failed_sign_ins smallint NOT NULL DEFAULT 0,
  failing_since   timestamptz(3),
  used_at         timestamptz(3) NOT NULL DEFAULT now(),
  FOREIGN KEY (domain_id, user_id) REFERENCES app_user (domain_id, id) ON DELETE CASCADE
);
CREATE INDEX known_device_of_user ON known_device (domain_id, user_id, used_at DESC);
CREATE INDEX known_device_unused ON known_device (used_at);
CREATE TABLE address_failures (
  address  text PRIMARY KEY,
  failures integer NOT NULL,
  since    timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX address_failures_over ON address_failures (since);
`;

const FORGOTTEN = `
CREATE TABLE reset_request (
  id         uuid PRIMARY KEY,
  domain_id  uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  name_key   text COLLATE "C" NOT NULL,
  address    text NOT NULL,
  mailed     boolean NOT NULL DEFAULT false,
  at         timestamptz(3) NOT NULL DEFAULT now(),
  handled_at timestamptz(3)
);
COMMENT ON TABLE reset_request IS 'Every request is kept alike, whether the account exists or not; a mail follows later';
CREATE INDEX reset_request_of_name ON reset_request (domain_id, name_key, at);
CREATE INDEX reset_request_of_address ON reset_request (address, at);
CREATE INDEX reset_request_open ON reset_request (at) WHERE handled_at IS NULL;
CREATE INDEX reset_request_old ON reset_request (at);
`;

const CONFINED = [
  'domain_settings',
  'password_history',
  'totp_secret',
  'totp_enrolment',
  'recovery_code',
  'known_device',
  'reset_request',
];

const CURRENT = `nullif(current_setting('app.domain_id', true), '')::uuid`;

const confine = (table: string) => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY own_domain ON ${table} TO wardkeep_app USING (domain_id = ${CURRENT}) WITH CHECK (domain_id = ${CURRENT});
CREATE POLICY every_domain ON ${table} TO wardkeep_system USING (true) WITH CHECK (true);
`;

/** Of no Domain, and said so: every Domain reads the system's settings, and an address fails in all of them alike. */
const SHARED = `
ALTER TABLE global_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE global_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY read_by_every_domain ON global_settings FOR SELECT TO wardkeep_app USING (true);
CREATE POLICY every_domain ON global_settings TO wardkeep_system USING (true) WITH CHECK (true);
ALTER TABLE address_failures ENABLE ROW LEVEL SECURITY;
ALTER TABLE address_failures FORCE ROW LEVEL SECURITY;
CREATE POLICY counted_in_every_domain ON address_failures TO wardkeep_app, wardkeep_system USING (true) WITH CHECK (true);
`;

const GRANTS = `
GRANT SELECT, INSERT, UPDATE, DELETE ON ${CONFINED.join(', ')}, address_failures TO wardkeep_app, wardkeep_system;
GRANT SELECT ON global_settings TO wardkeep_app;
GRANT SELECT, INSERT, UPDATE ON global_settings TO wardkeep_system;
`;
