import type { LdapConfig, LdapGroupSearch } from 'wardkeep/contracts';
import { Deadline } from './deadline.js';
import { comparableDn } from './dn.js';
import { EntryValues } from './entry-mapping.js';
import { anyEntry, everyGroup, groupsWith, memberAttribute } from './filters.js';
import type { LdapConnection } from './ldap-connection.js';
import { LDAP, refusal } from './ldap-results.js';
import { pagesOf } from './pages.js';

/** The names of the groups of an entry, by the name of the entry. */
export type GroupsOf = (dn: string) => readonly string[];

/** Groups are large: few of them on a page. */
const GROUPS_ON_A_PAGE = 100;
const MOST_GROUPS = 1_000;
const NO_ATTRIBUTES = ['1.1'];

/** The groups of one entry, as the search for groups finds them. */
export async function groupsOfOne(
  connection: LdapConnection,
  { baseDn, filter }: LdapGroupSearch,
  dn: string,
  deadline: Deadline,
): Promise<readonly string[]> {
  const search = { base: baseDn, scope: 'sub', filter: groupsWith(filter, dn), attributes: NO_ATTRIBUTES } as const;
  const found = await connection.search({ ...search, sizeLimit: MOST_GROUPS }, deadline.left);
  if (found.status !== LDAP.success) throw refusal(`Searching groups beneath ${baseDn}`, found);
  return found.entries.map(({ name }) => name);
}

/** All groups with all members, read once: a search for each of thousands of people would take minutes. */
export async function groupsOfAll(
  connection: LdapConnection,
  { baseDn, filter }: LdapGroupSearch,
  { timeoutMs }: Pick<LdapConfig, 'timeoutMs'>,
): Promise<GroupsOf> {
  const groups = new Map<string, string[]>();
  const attribute = memberAttribute(filter);
  if (attribute === null) return () => [];
  const search = { base: baseDn, scope: 'sub', filter: everyGroup(filter), attributes: [attribute] } as const;
  for await (const page of pagesOf(connection, search, { size: GROUPS_ON_A_PAGE, timeoutMs, ahead: false })) {
    for (const entry of page) {
      const values = new EntryValues(entry);
      for await (const members of membersOf(connection, values, attribute, timeoutMs)) {
        for (const member of members) {
          const key = comparableDn(member);
          const known = groups.get(key);
          if (known) known.push(values.dn);
          else groups.set(key, [values.dn]);
        }
      }
    }
  }
  return (dn) => groups.get(comparableDn(dn)) ?? [];
}

/** Active Directory gives the members of a large group in pieces. */
async function* membersOf(
  connection: LdapConnection,
  group: EntryValues,
  attribute: string,
  timeoutMs: number,
): AsyncGenerator<readonly string[]> {
  yield group.all(attribute);
  let piece = group.range(attribute);
  while (piece) {
    yield piece.values;
    if (piece.next === null) return;
    const found = await connection.search(
      { base: group.dn, scope: 'base', filter: anyEntry(), attributes: [`${attribute};range=${piece.next}-*`] },
      Deadline.in(timeoutMs).left,
    );
    const [entry] = found.entries;
    if (found.status !== LDAP.success || !entry) throw refusal(`Reading the members of ${group.dn}`, found);
    piece = new EntryValues(entry).range(attribute);
  }
}
