import type { Actor } from '../platform/actor.js';
import type { AuditEntry } from '../platform/database/change.js';
import type { DomainRecord } from './domain-record.js';

type Happened = Pick<AuditEntry, 'type' | 'changes' | 'detail'>;

/**
 * An event on a Domain belongs to that Domain, and to the home of who caused it: a System
 * Administrator finds there what they did to others, even once the other Domain is gone.
 */
export function happenedTo(
  domain: Pick<DomainRecord, 'id' | 'name'>,
  actor: Actor,
  event: Happened,
): readonly [AuditEntry, ...AuditEntry[]] {
  const entry: AuditEntry = { ...event, subject: { kind: 'domain', id: domain.id, name: domain.name } };
  const there: AuditEntry = { ...entry, domainId: domain.id };
  return actor.home.id === domain.id ? [there] : [there, { ...entry, domainId: actor.home.id }];
}
