import type { AnyActor } from '../actor.js';
import { newId } from '../ids.js';
import type { AuditEntry } from './change.js';
import type { WriteTx } from './transaction.js';

const SHARED = `type, outcome, actor_id, actor_username, actor_domain, subject_kind, address, device, session_id, request_id,
  reason, detail`;

/** Adds the events of a write to its own transaction, ahead of its COMMIT: what is not audited is not written. */
export function writeAudit(tx: WriteTx, actor: AnyActor, entries: readonly AuditEntry[]): void {
  const rows = entries.map((entry) => toRow(actor, entry));
  tx.send(
    `INSERT INTO audit_event (id, domain_id, type, outcome, actor_id, actor_username, actor_domain, subject_kind,
       subject_id, subject_name, changes, address, device, session_id, request_id, reason, detail)
     SELECT id, domain_id, type, outcome, actor_id, actor_username, actor_domain, subject_kind,
       subject_id, subject_name, changes, address, device, session_id, request_id, reason, detail
     FROM jsonb_to_recordset($1::jsonb) AS e(id uuid, domain_id uuid, type text, outcome text, actor_id uuid,
       actor_username text, actor_domain text, subject_kind text, subject_id uuid, subject_name text, changes jsonb,
       address text, device text, session_id uuid, request_id text, reason text, detail text)`,
    [JSON.stringify(rows)],
  );
}

/**
 * The statement that adds an event for each row of a relation with `event_id`, `domain_id`, `id`, `username` and `changes`:
 * users that a statement makes need not come here and go back. `add` takes a value in and says how to name it.
 */
export function auditOfEach(
  actor: AnyActor,
  entry: Pick<AuditEntry, 'type' | 'detail' | 'actor'>,
  relation: string,
  add: (value: unknown) => string,
): string {
  const shared = JSON.stringify({ ...sharedOf(actor, entry), subject_kind: 'user' });
  return `INSERT INTO audit_event (id, domain_id, subject_id, subject_name, changes, ${SHARED})
    SELECT u.event_id, u.domain_id, u.id, u.username, u.changes, ${SHARED}
      FROM ${relation} u CROSS JOIN jsonb_to_record(${add(shared)}::jsonb) AS e(type text, outcome text, actor_id uuid,
           actor_username text, actor_domain text, subject_kind text, address text, device text, session_id uuid,
           request_id text, reason text, detail text)`;
}

function toRow(actor: AnyActor, entry: AuditEntry) {
  const { changes = [], domainId = actor.domain.id, subject } = entry;
  return {
    id: newId(),
    domain_id: domainId,
    ...namedAs('subject', subject),
    changes,
    ...sharedOf(actor, entry),
  };
}

function sharedOf(actor: AnyActor, entry: AuditEntry) {
  const { type, outcome = 'success', detail = null } = entry;
  const who = entry.actor ?? actorOf(actor);
  const { origin } = actor;
  return {
    type,
    outcome,
    ...namedAs('actor', who && { id: who.id, username: who.username, domain: who.domain }),
    address: origin.address,
    device: origin.device,
    session_id: entry.sessionId ?? origin.sessionId,
    request_id: origin.requestId,
    reason: origin.reason,
    detail,
  };
}

/** Columns left out of the row are NULL in it. */
function namedAs(prefix: 'actor' | 'subject', named: object | null | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(named ?? {}).map(([field, value]) => [`${prefix}_${field}`, value]));
}

function actorOf(actor: AnyActor) {
  return actor.kind === 'user' ? { id: actor.userId, username: actor.username, domain: actor.home.name } : null;
}
