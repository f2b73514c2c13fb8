import type { Place } from '../crypto/secret-box.js';

/** Where the body of a message is sealed: it opens for its own row and Domain only. */
export function bodyPlace(id: string, domainId: string): Place {
  return { purpose: 'outbox', table: 'outbox_message', column: 'sealed', rowId: id, domainId };
}
