import type { DomainRef } from '../platform/actor.js';
import type { AccountRecord } from './user-record.js';

export type Addressee = Pick<AccountRecord, 'username' | 'first_name' | 'last_name' | 'email' | 'language'>;

/** Whom a mail to a user is for: the stored address, never one of a request. Null where there is none. */
export function mailTo(user: Addressee, domain: DomainRef) {
  if (user.email === null) return null;
  const to = { name: `${user.first_name} ${user.last_name}`, address: user.email };
  return { to, language: user.language, username: user.username, domain: domain.name };
}
