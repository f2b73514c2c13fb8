import type { AuditEventType, AuditOutcome, BulkPreview, FieldChange, RoleImpact } from 'wardkeep/contracts';

/** Who or what an audit event is about. The name is kept as text: it outlives the record. */
export type Subject = { readonly kind: string; readonly id: string | null; readonly name: string };

/** One event to write; actor, address, device, session, request and reason are added from the actor. */
export type AuditEntry = {
  readonly type: AuditEventType;
  readonly outcome?: AuditOutcome;
  readonly subject?: Subject;
  readonly changes?: readonly FieldChange[];
  readonly detail?: string;
  /** Where the event belongs, when not in the actor's Domain. */
  readonly domainId?: string;
  /** Who acted, when the actor is not signed in yet. */
  readonly actor?: { readonly id: string; readonly username: string; readonly domain: string };
  readonly sessionId?: string;
};

/** What a dry run tells beside the changes. */
type Effects = {
  readonly warnings?: readonly string[];
  readonly endsSessions?: number;
  readonly endsTokens?: number;
  readonly role?: RoleImpact;
  readonly bulk?: BulkPreview;
};

/**
 * What a write did: its result, and at least one audit event unless it found nothing to change; `audited` where the
 * statements that changed something added the events themselves.
 */
export type Change<T> =
  | { readonly result: T; readonly audit: readonly [AuditEntry, ...AuditEntry[]]; readonly effects?: Effects }
  | { readonly result: T; readonly audited: true }
  | { readonly result: T; readonly unchanged: true };

/** What a write did that may have found nothing to change. */
export function withAudit<T>(result: T, [first, ...rest]: readonly AuditEntry[]): Change<T> {
  return first ? { result, audit: [first, ...rest] } : { result, unchanged: true };
}
