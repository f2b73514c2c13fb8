import { randomUUID } from 'node:crypto';
import { USERNAME_PATTERN } from 'wardkeep/contracts';
import { isMailAddress } from 'wardkeep/rules';
import { isBarred } from './account-state.js';
import type { Deadline } from './deadline.js';
import type { DirectoryEntry } from './directory-entry.js';
import { attributesOf, EntryValues, stateOf, toDirectoryEntry } from './entry-mapping.js';
import { DirectoryProblem } from './directory-problem.js';
import { anyEntry, userNamed } from './filters.js';
import { groupsOfOne } from './groups.js';
import type { Bound } from './ldap-connection.js';
import type { LdapProvider, Lookup, Proof, ProofRefusal, Refused } from './ldap-provider.js';
import { LDAP, refusal } from './ldap-results.js';
import { connectTo } from './reach.js';
import type { ServicePool } from './service-pool.js';

/** With what a directory is asked, and until when. */
export type Asked = { readonly pool: ServicePool; readonly deadline: Deadline };

/** Two are as bad as a thousand. */
const ENOUGH_TO_BE_AMBIGUOUS = 2;
/** By which Active Directory tells, with a refused bind, that it is the account and not the password. */
const ACCOUNT_REFUSED = /\bdata (?:530|531|532|533|534|701|773|775)\b/i;
const BARRED_CODES: readonly number[] = [LDAP.unwillingToPerform, LDAP.constraintViolation];
const WRONG_CODES: readonly number[] = [LDAP.invalidCredentials, LDAP.inappropriateAuthentication, LDAP.noSuchObject];

const refused = <Because extends ProofRefusal>(because: Because): Refused<Because> => ({ kind: 'refused', because });

/** What no directory is asked: a password that some let in as nobody, or cut at a NUL. */
export function refusedPassword(password: string): Refused | null {
  if (/^[\s\0]*$/.test(password)) return refused('empty-password');
  return password.includes('\0') ? refused('wrong-password') : null;
}

/** Nor about what is neither a username nor a mail address. */
export function refusedUnasked(username: string, password: string): Refused | null {
  const isName = USERNAME_PATTERN.test(username) || isMailAddress(username);
  return refusedPassword(password) ?? (isName ? null : refused('no-entry'));
}

/** The one entry of that name, as the provider's own account sees it; nobody takes as long as a refused bind. */
export async function lookUp(provider: LdapProvider, username: string, asked: Asked): Promise<Lookup> {
  const { config } = provider;
  const search = {
    base: config.baseDn,
    scope: 'sub',
    filter: userNamed(config.userFilter, username),
    attributes: attributesOf(config),
    sizeLimit: ENOUGH_TO_BE_AMBIGUOUS,
  } as const;
  const found = await asked.pool.use(asked.deadline, (connection) => connection.search(search, asked.deadline.left));
  const isAnswered = found.status === LDAP.success || found.status === LDAP.sizeLimitExceeded;
  if (!isAnswered) throw refusal(`Searching beneath ${config.baseDn}`, found);
  const [entry, another] = found.entries;
  if (another || found.status === LDAP.sizeLimitExceeded) return nobody(provider, 'ambiguous', asked);
  // The root of a directory has no name, and a bind without a name is let in as nobody.
  return entry?.name
    ? { kind: 'found', entry: mapped(provider, new EntryValues(entry)) }
    : nobody(provider, 'no-entry', asked);
}

/** The entry of that name in the tree, for whoever is known already. */
export async function lookUpAt(provider: LdapProvider, dn: string, asked: Asked): Promise<Lookup> {
  const values = await readAgain(provider, dn, asked);
  return values ? { kind: 'found', entry: mapped(provider, values) } : refused('no-entry');
}

/** Binds as the entry on a connection of its own, then reads it again: it must be the same, and its account usable. */
export async function prove(
  provider: LdapProvider,
  entry: DirectoryEntry,
  password: string,
  asked: Asked,
): Promise<Proof> {
  const bound = await bindAs(provider, entry.dn, password, asked.deadline);
  const no = refusalOf(bound);
  if (no) return refused(no);
  const values = await readAgain(provider, entry.dn, asked);
  if (!values) return refused('no-entry');
  const now = mapped(provider, values);
  if (now.subject !== entry.subject) return refused('no-entry');
  // A bind that succeeds ends a lock whose time is over: what is still there after it, holds.
  if (now.disabled || isBarred(stateOf(values))) return refused('account-disabled');
  return { kind: 'proven', entry: { ...now, groups: await groupsOf(provider, now, asked) } };
}

async function nobody(
  provider: LdapProvider,
  because: 'no-entry' | 'ambiguous',
  { deadline }: Asked,
): Promise<Refused<typeof because>> {
  // Nobody has that name, and no password of anybody is sent.
  const decoy = bindAs(provider, `cn=${randomUUID()},${provider.config.baseDn}`, randomUUID(), deadline);
  await decoy.catch(() => undefined);
  return refused(because);
}

function mapped({ config }: LdapProvider, values: EntryValues): DirectoryEntry {
  const entry = toDirectoryEntry(config, values, new Date());
  if (entry) return entry;
  const { uniqueId } = config.attributes;
  const detail = `${values.dn} has no ${uniqueId}; check the attribute of the unique id, and what the bind DN may read`;
  throw new DirectoryProblem('directory-refused', detail);
}

async function bindAs({ config }: LdapProvider, dn: string, password: string, deadline: Deadline): Promise<Bound> {
  const connection = await connectTo(config, deadline);
  try {
    return await connection.bind(dn, password, deadline.left);
  } finally {
    connection.close();
  }
}

/** Null: let in. What says nothing about the person is no refusal of them. */
function refusalOf(bound: Bound): ProofRefusal | null {
  const { status, message, barred } = bound;
  if (status === LDAP.success) return barred ? 'account-disabled' : null;
  if (BARRED_CODES.includes(status) || ACCOUNT_REFUSED.test(message)) return 'account-disabled';
  if (WRONG_CODES.includes(status)) return barred ? 'account-disabled' : 'wrong-password';
  throw refusal('Signing in at the directory', bound);
}

/** Null when it is gone, or no longer where the provider's people are. */
async function readAgain({ config }: LdapProvider, dn: string, { pool, deadline }: Asked): Promise<EntryValues | null> {
  const search = { base: dn, scope: 'base', filter: anyEntry(), attributes: attributesOf(config) } as const;
  const found = await pool.use(deadline, (connection) => connection.search(search, deadline.left));
  if (found.status === LDAP.noSuchObject) return null;
  if (found.status !== LDAP.success) throw refusal(`Reading ${dn}`, found);
  const [entry] = found.entries;
  return entry ? new EntryValues(entry) : null;
}

async function groupsOf(
  { config }: LdapProvider,
  { dn, groups }: DirectoryEntry,
  { pool, deadline }: Asked,
): Promise<readonly string[]> {
  const { groupSearch, groupRoles } = config;
  if (!groupSearch || groupRoles.length === 0) return groups;
  return [...groups, ...(await pool.use(deadline, (connection) => groupsOfOne(connection, groupSearch, dn, deadline)))];
}
