import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is kept about what happens: audit, answers to repeat, mails to send, jobs. */
export class Records1763770000002 implements MigrationInterface {
  readonly name = 'Records1763770000002';

  async up(runner: QueryRunner): Promise<void> {
    for (const part of [AUDIT, PLATFORM]) await runner.query(part);
  }

  down(): Promise<void> {
    return Promise.reject(new Error('The first release is not undone: restore a backup instead.'));
  }
}

const AUDIT = `
CREATE TABLE audit_event (
  id             uuid PRIMARY KEY,
  domain_id      uuid NOT NULL,
  sequence       bigint GENERATED ALWAYS AS IDENTITY,
  at             timestamptz(3) NOT NULL DEFAULT now(),
  type           text NOT NULL,
  outcome        text NOT NULL CHECK (outcome IN ('success', 'refused', 'failed')),
  actor_id       uuid,
  actor_username text,
  actor_domain   text,
  subject_kind   text,
  subject_id     uuid,
  subject_name   text,
  changes        jsonb NOT NULL DEFAULT '[]',
  address        text,
  device         text,
  session_id     uuid,
  request_id     text,
  reason         text,
  detail         text,
  actor_key      text COLLATE "C" GENERATED ALWAYS AS (lower(actor_username)) STORED,
  subject_key    text COLLATE "C" GENERATED ALWAYS AS (lower(subject_name)) STORED,
  search_text    text NOT NULL GENERATED ALWAYS AS (lower(type || chr(10) || coalesce(actor_username, '') || chr(10) ||
    coalesce(subject_name, '') || chr(10) || coalesce(detail, '') || chr(10) || coalesce(reason, ''))) STORED
);
COMMENT ON COLUMN audit_event.domain_id IS 'No reference: what happened in a Domain outlives it';
CREATE INDEX audit_event_newest     ON audit_event (domain_id, at, sequence);
CREATE INDEX audit_event_of_actor   ON audit_event (domain_id, actor_id, at, sequence);
CREATE INDEX audit_event_by_actor   ON audit_event (domain_id, actor_key, at, sequence);
CREATE INDEX audit_event_of_subject ON audit_event (domain_id, subject_id, at, sequence);
CREATE INDEX audit_event_by_subject ON audit_event (domain_id, subject_key, at, sequence);
CREATE INDEX audit_event_by_type    ON audit_event (domain_id, type, at, sequence);
CREATE INDEX audit_event_by_address ON audit_event (domain_id, address, at, sequence);
CREATE INDEX audit_event_of_session ON audit_event (domain_id, session_id, at, sequence);
CREATE INDEX audit_event_of_request ON audit_event (domain_id, request_id);
CREATE INDEX audit_event_no_success ON audit_event (domain_id, outcome, at, sequence) WHERE outcome <> 'success';
CREATE INDEX audit_event_search     ON audit_event USING gin (search_text gin_trgm_ops);
`;

const PLATFORM = `
CREATE TABLE idempotency_key (
  domain_id    uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  actor_id     uuid NOT NULL,
  route        text NOT NULL,
  key          text NOT NULL,
  request_hash bytea NOT NULL,
  status       integer,
  answer       text,
  created_at   timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (domain_id, actor_id, route, key)
);
CREATE INDEX idempotency_key_expired ON idempotency_key (created_at);
CREATE TABLE outbox_message (
  id         uuid PRIMARY KEY,
  domain_id  uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  kind       text NOT NULL,
  sealed     text CHECK (sealed LIKE 'v1.%'),
  attempts   integer NOT NULL DEFAULT 0,
  next_at    timestamptz(3) NOT NULL DEFAULT now(),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  sent_at    timestamptz(3),
  failed_at  timestamptz(3),
  last_error text
);
CREATE INDEX outbox_message_due ON outbox_message (next_at) WHERE sent_at IS NULL AND failed_at IS NULL;
CREATE TABLE job (
  id         uuid PRIMARY KEY,
  domain_id  uuid NOT NULL REFERENCES domain ON DELETE CASCADE,
  kind       text NOT NULL,
  state      text NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
  done       integer NOT NULL DEFAULT 0,
  total      integer,
  input      jsonb NOT NULL DEFAULT '{}',
  result     jsonb,
  error      text,
  actor_id   uuid,
  started_by text,
  attempts   integer NOT NULL DEFAULT 0,
  runner     uuid,
  lease_until timestamptz(3),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE INDEX job_newest   ON job (domain_id, created_at DESC, id DESC);
CREATE INDEX job_of_actor ON job (domain_id, actor_id, created_at DESC, id DESC);
CREATE INDEX job_open     ON job (created_at) WHERE state IN ('queued', 'running');
`;
