import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sign-ins on their way to an identity provider and back, what came of them, and which sessions they made. */
export class SingleSignOn1764090000008 implements MigrationInterface {
  readonly name = 'SingleSignOn1764090000008';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [ATTEMPTS, CONSUMED, FAILURES, SESSIONS, REMINDERS]) await runner.query(part);
    for (const table of CONFINED) await runner.query(confine(table));
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${[...CONFINED].reverse().join(', ')}`);
  }
}

const ATTEMPTS = `
CREATE TABLE sso_test (
  id          uuid PRIMARY KEY,
  domain_id   uuid NOT NULL,
  provider_id uuid NOT NULL,
  ticket      bytea NOT NULL UNIQUE,
  return_to   text NOT NULL,
  opened_at   timestamptz(3),
  result      jsonb,
  started_at  timestamptz(3) NOT NULL DEFAULT now(),
  expires_at  timestamptz(3) NOT NULL,
  UNIQUE (domain_id, id),
  FOREIGN KEY (domain_id, provider_id) REFERENCES provider (domain_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN sso_test.ticket IS 'Hash of what opens the test in a browser, once';
CREATE INDEX sso_test_of_provider ON sso_test (domain_id, provider_id);
CREATE INDEX sso_test_expired ON sso_test (expires_at);

CREATE TABLE sso_attempt (
  id          uuid PRIMARY KEY,
  domain_id   uuid NOT NULL,
  provider_id uuid NOT NULL,
  test_id     uuid,
  state       bytea NOT NULL UNIQUE,
  browser     bytea NOT NULL,
  secrets     text NOT NULL CHECK (secrets LIKE 'v1.%'),
  return_to   text NOT NULL,
  expires_at  timestamptz(3) NOT NULL,
  used_at     timestamptz(3),
  FOREIGN KEY (domain_id, provider_id) REFERENCES provider (domain_id, id) ON DELETE CASCADE,
  FOREIGN KEY (domain_id, test_id) REFERENCES sso_test (domain_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN sso_attempt.state IS 'Hash of what the provider sends back unread';
COMMENT ON COLUMN sso_attempt.browser IS 'Hash of the cookie of the browser that began: nobody else may end it';
COMMENT ON COLUMN sso_attempt.secrets IS 'What the method needs to check the answer: nonce, verifier, request id';
CREATE INDEX sso_attempt_of_provider ON sso_attempt (domain_id, provider_id);
CREATE INDEX sso_attempt_expired ON sso_attempt (expires_at);
`;

const CONSUMED = `
CREATE TABLE sso_consumed (
  domain_id   uuid NOT NULL,
  provider_id uuid NOT NULL,
  kind        text NOT NULL CHECK (kind IN ('assertion', 'logout')),
  hash        bytea NOT NULL,
  expires_at  timestamptz(3) NOT NULL,
  PRIMARY KEY (domain_id, provider_id, kind, hash),
  FOREIGN KEY (domain_id, provider_id) REFERENCES provider (domain_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE sso_consumed IS 'Assertions and logout messages that were acted on, for as long as they would be taken';
CREATE INDEX sso_consumed_expired ON sso_consumed (expires_at);
`;

const FAILURES = `
CREATE TABLE sso_failure (
  id          uuid PRIMARY KEY,
  domain_id   uuid NOT NULL,
  provider_id uuid NOT NULL,
  at          timestamptz(3) NOT NULL DEFAULT now(),
  reference   text NOT NULL,
  reason      text NOT NULL,
  detail      text NOT NULL,
  subject     text,
  address     text,
  request_id  text,
  FOREIGN KEY (domain_id, provider_id) REFERENCES provider (domain_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE sso_failure IS 'The newest of each provider, for whoever sets it up; all of them are in the audit log';
CREATE INDEX sso_failure_newest ON sso_failure (domain_id, provider_id, id DESC);
`;

const SESSIONS = `
CREATE TABLE sso_session (
  domain_id   uuid NOT NULL,
  session_id  uuid NOT NULL,
  provider_id uuid NOT NULL,
  subject     text COLLATE "C" NOT NULL,
  sid         text COLLATE "C",
  secrets     text CHECK (secrets LIKE 'v1.%'),
  PRIMARY KEY (domain_id, session_id),
  FOREIGN KEY (domain_id, session_id) REFERENCES session (domain_id, id) ON DELETE CASCADE,
  FOREIGN KEY (domain_id, provider_id) REFERENCES provider (domain_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN sso_session.sid IS 'By what the provider knows its own session: sid, SessionIndex';
COMMENT ON COLUMN sso_session.secrets IS 'What tells the provider whom to sign out: the ID token, the NameID';
CREATE INDEX sso_session_of_subject ON sso_session (domain_id, provider_id, subject);
CREATE INDEX sso_session_of_sid ON sso_session (domain_id, provider_id, sid) WHERE sid IS NOT NULL;
`;

const REMINDERS = `
CREATE TABLE sso_reminder (
  domain_id   uuid NOT NULL,
  provider_id uuid NOT NULL,
  thing       bytea NOT NULL,
  days        integer NOT NULL,
  expires_at  timestamptz(3) NOT NULL,
  PRIMARY KEY (domain_id, provider_id, thing, days),
  FOREIGN KEY (domain_id, provider_id) REFERENCES provider (domain_id, id) ON DELETE CASCADE
);
COMMENT ON TABLE sso_reminder IS 'Of which secrets and certificates administrators were told how many days ahead: each once';
CREATE INDEX sso_reminder_expired ON sso_reminder (expires_at);
`;

const CONFINED = ['sso_test', 'sso_attempt', 'sso_consumed', 'sso_failure', 'sso_session', 'sso_reminder'];

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
