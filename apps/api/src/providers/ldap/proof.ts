import { randomUUID } from 'node:crypto';
import { USERNAME_PATTERN } from 'wardkeep/contracts';
import { isBarred } from './account-state.js';
import type { Deadline } from './deadline.js';
import type { DirectoryEntry } from './directory-entry.js';
import { attributesOf, EntryValues, stateOf, toDirectoryEntry } from './entry-mapping.js';
import { DirectoryProblem } from './directory-problem.js';
import { anyEntry, userNamed } from './filters.js';
import { groupsOfOne } from './groups.js';
import type { Bound } from './ldap-connection.js';
import type { LdapProvider, Proof } from './ldap-provider.js';
import { LDAP, refusal } from './ldap-results.js';
import { connectTo } from './reach.js';
import type { ServicePool } from './service-pool.js';

type Refused = Extract<Proof, { kind: 'refused' }>;
/** An entry that was found, with all that the directory said of it. */
type Someone = { readonly kind: 'found'; readonly entry: DirectoryEntry; readonly values: EntryValues };
export type Asked = { readonly pool: ServicePool; readonly deadline: Deadline };

/** Two are as bad as a thousand. */
const ENOUGH_TO_BE_AMBIGUOUS = 2;
/** By which Active Directory tells, with a refused bind, that it is the account and not the password. */
const ACCOUNT_REFUSED = /\bdata (?:530|531|532|533|534|701|773|775)\b/i;
const BARRED_CODES: readonly number[] = [LDAP.unwillingToPerform, LDAP.constraintViolation];
const WRONG_CODES: readonly number[] = [LDAP.invalidCredentials, LDAP.inappropriateAuthentication, LDAP.noSuchObject];

export const refused = (because: Refused['because']): Refused => ({ kind: 'refused', because });

/** What no directory is asked for: it would let an empty password in as nobody, and cut one at a NUL. */
export function refusedUnasked(username: string, password: string): Refused | null {
  if (/^[\s\0]*$/.test(password)) return refused('empty-password');
  if (password.includes('\0')) return refused('wrong-password');
  return USERNAME_PATTERN.test(username) ? null : refused('no-entry');
}

/** Exactly one entry of that name, found with the provider's own account. */
export async function find(provider: LdapProvider, username: string, asked: Asked): Promise<Someone | Refused> {
  const found = await oneEntry(provider, username, asked);
  if (!(found instanceof EntryValues)) {
    await bindAsNobody(provider, asked.deadline);
    return found;
  }
  const entry = toDirectoryEntry(provider.config, found, new Date());
  if (entry) return { kind: 'found', entry, values: found };
  const { uniqueId } = provider.config.attributes;
  throw new DirectoryProblem(
    'directory-refused',
    `${found.dn} has no ${uniqueId}; check the attribute of the unique id`,
  );
}

/** Binds as that entry, on a connection of its own. */
export async function prove(
  provider: LdapProvider,
  { entry, values }: Someone,
  password: string,
  asked: Asked,
): Promise<Exclude<Proof, { kind: 'unavailable' }>> {
  const bound = await bindAs(provider, values.dn, password, asked.deadline);
  const no = refusalOf(bound);
  if (no) return refused(no);
  if (entry.disabled || (await isStillBarred(values, asked))) return refused('account-disabled');
  return { kind: 'proven', entry: { ...entry, groups: await groupsOf(provider, values, entry.groups, asked) } };
}

async function oneEntry({ config }: LdapProvider, username: string, asked: Asked): Promise<EntryValues | Refused> {
  const search = {
    base: config.baseDn,
    scope: 'sub',
    filter: userNamed(config.userFilter, username),
    attributes: attributesOf(config),
    sizeLimit: ENOUGH_TO_BE_AMBIGUOUS,
  } as const;
  const found = await asked.pool.use(asked.deadline, (connection) => connection.search(search, asked.deadline.left));
  if (found.status === LDAP.sizeLimitExceeded) return refused('ambiguous');
  if (found.status !== LDAP.success) throw refusal(`Searching beneath ${config.baseDn}`, found);
  const [entry, another] = found.entries;
  if (another) return refused('ambiguous');
  // The root of a directory has no name, and a bind without a name is let in as nobody.
  return entry?.name ? new EntryValues(entry) : refused('no-entry');
}

async function bindAs({ config }: LdapProvider, dn: string, password: string, deadline: Deadline): Promise<Bound> {
  const connection = await connectTo(config, deadline);
  try {
    return await connection.bind(dn, password, deadline.left);
  } finally {
    connection.close();
  }
}

/** Takes as long as a bind, so that time does not tell who exists; nobody has that name, and no password is sent. */
async function bindAsNobody(provider: LdapProvider, deadline: Deadline): Promise<void> {
  await bindAs(provider, `cn=${randomUUID()},${provider.config.baseDn}`, randomUUID(), deadline);
}

/** Null: let in. What says nothing about the person is no refusal of them. */
function refusalOf(bound: Bound): Refused['because'] | null {
  const { status, message, barred } = bound;
  if (status === LDAP.success) return barred ? 'account-disabled' : null;
  if (BARRED_CODES.includes(status) || ACCOUNT_REFUSED.test(message)) return 'account-disabled';
  if (WRONG_CODES.includes(status)) return barred ? 'account-disabled' : 'wrong-password';
  throw refusal('Signing in at the directory', bound);
}

/** A bind that succeeds ends a lock whose time is over: what is still there after it, holds. */
async function isStillBarred(values: EntryValues, { pool, deadline }: Asked): Promise<boolean> {
  if (!isBarred(stateOf(values))) return false;
  const attributes = values.names();
  const search = { base: values.dn, scope: 'base', filter: anyEntry(), attributes } as const;
  const { status, entries } = await pool.use(deadline, (connection) => connection.search(search, deadline.left));
  const [entry] = entries;
  return status !== LDAP.success || !entry || isBarred(stateOf(new EntryValues(entry)));
}

async function groupsOf(
  { config }: LdapProvider,
  { dn }: EntryValues,
  named: readonly string[],
  { pool, deadline }: Asked,
): Promise<readonly string[]> {
  const { groupSearch, groupRoles } = config;
  if (!groupSearch || groupRoles.length === 0) return named;
  return [...named, ...(await pool.use(deadline, (connection) => groupsOfOne(connection, groupSearch, dn, deadline)))];
}
