import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who sees what. `wardkeep_app` sees one Domain's rows; `wardkeep_system` works across Domains and
 * owns the listing views, whose predicate is inside so that searches can use their indexes.
 */
export class Confinement1763770000003 implements MigrationInterface {
  readonly name = 'Confinement1763770000003';

  async up(runner: QueryRunner): Promise<void> {
    for (const table of CONFINED) await runner.query(confine(table));
    for (const part of [DOMAIN_POLICY, GRANTS, VIEWS]) await runner.query(part);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Confinement is not undone: restore a backup instead.'));
  }
}

const CONFINED = [
  'data_key',
  'role',
  'app_user',
  'login_name',
  'user_version',
  'sign_in_attempt',
  'account_token',
  'session',
  'audit_event',
  'idempotency_key',
  'outbox_message',
  'job',
];

const CURRENT = `nullif(current_setting('app.domain_id', true), '')::uuid`;

const confine = (table: string) => `
ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE ${table} FORCE ROW LEVEL SECURITY;
CREATE POLICY own_domain ON ${table} TO wardkeep_app USING (domain_id = ${CURRENT}) WITH CHECK (domain_id = ${CURRENT});
CREATE POLICY every_domain ON ${table} TO wardkeep_system USING (true) WITH CHECK (true);
`;

const DOMAIN_POLICY = `
ALTER TABLE domain ENABLE ROW LEVEL SECURITY;
ALTER TABLE domain FORCE ROW LEVEL SECURITY;
CREATE POLICY own_domain ON domain TO wardkeep_app USING (id = ${CURRENT}) WITH CHECK (id = ${CURRENT});
CREATE POLICY every_domain ON domain TO wardkeep_system USING (true) WITH CHECK (true);
`;

const GRANTS = `
GRANT USAGE ON SCHEMA public TO wardkeep_app, wardkeep_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON role, app_user, sign_in_attempt, account_token, session,
  idempotency_key, outbox_message, job TO wardkeep_app, wardkeep_system;
GRANT SELECT ON login_name, data_key TO wardkeep_app;
GRANT SELECT ON domain TO wardkeep_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON domain, data_key, login_name, signing_key, key_check TO wardkeep_system;
GRANT SELECT, INSERT ON audit_event, user_version TO wardkeep_app, wardkeep_system;
GRANT CREATE ON SCHEMA public TO wardkeep_system;
ALTER FUNCTION keep_login_names() OWNER TO wardkeep_system;
`;

const VIEWS = `
CREATE VIEW user_listing AS
SELECT u.id, u.domain_id, u.username, u.first_name, u.last_name, u.email, u.phone, u.role_id, r.name AS role_name,
       r.kind AS role_kind, u.login_method, u.source, u.enabled, u.is_protected, u.two_factor_required, u.totp_enrolled,
       u.time_zone, u.language, u.email_notifications, u.password_changed_at, u.password_expires_at,
       u.must_change_password, u.invited, u.locked_until, u.last_login_at, u.version, u.created_at, u.updated_at,
       u.username_key, u.first_name_key, u.last_name_key, u.email_key, u.email_sort, u.search_text
  FROM app_user u LEFT JOIN role r ON r.domain_id = u.domain_id AND r.id = u.role_id
 WHERE u.domain_id = ${CURRENT};
CREATE VIEW audit_listing AS SELECT * FROM audit_event WHERE domain_id = ${CURRENT};
CREATE VIEW session_listing AS
SELECT s.id, s.domain_id, s.user_id, u.username, u.username_key, s.method, s.device, s.address, s.started_at,
       s.last_seen_at, s.ends_at, s.ended_at, s.ended_because
  FROM session s LEFT JOIN app_user u ON u.domain_id = s.domain_id AND u.id = s.user_id
 WHERE s.domain_id = ${CURRENT};
ALTER VIEW user_listing OWNER TO wardkeep_system;
ALTER VIEW audit_listing OWNER TO wardkeep_system;
ALTER VIEW session_listing OWNER TO wardkeep_system;
GRANT SELECT ON user_listing, audit_listing, session_listing TO wardkeep_app;
REVOKE CREATE ON SCHEMA public FROM wardkeep_system;
`;
