import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Our own keys for SAML, and what the metadata of an identity provider said last. */
export class Saml1764120000011 implements MigrationInterface {
  readonly name = 'Saml1764120000011';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [KEYS, METADATA]) await runner.query(part);
    for (const table of CONFINED) await runner.query(confine(table));
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE ${CONFINED.join(', ')}`);
  }
}

const KEYS = `
CREATE TABLE saml_key (
  id          uuid PRIMARY KEY,
  domain_id   uuid NOT NULL,
  provider_id uuid NOT NULL,
  state       text NOT NULL CHECK (state IN ('active', 'next')),
  certificate text NOT NULL,
  private_key text NOT NULL CHECK (private_key LIKE 'v1.%'),
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  expires_at  timestamptz(3) NOT NULL,
  UNIQUE (domain_id, provider_id, state),
  FOREIGN KEY (domain_id, provider_id) REFERENCES provider (domain_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN saml_key.state IS 'active: signs and opens; next: is published and opens, until the provider knows it';
`;

const METADATA = `
CREATE TABLE saml_metadata (
  domain_id   uuid NOT NULL,
  provider_id uuid NOT NULL,
  read_at     timestamptz(3),
  failed_at   timestamptz(3),
  failure     text,
  valid_until timestamptz(3),
  pending     jsonb,
  pending_at  timestamptz(3),
  PRIMARY KEY (domain_id, provider_id),
  FOREIGN KEY (domain_id, provider_id) REFERENCES provider (domain_id, id) ON DELETE CASCADE
);
COMMENT ON COLUMN saml_metadata.pending IS 'What it says now and an administrator has not adopted yet';
`;

const CONFINED = ['saml_key', 'saml_metadata'];

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
