import type { LdapConfig } from 'wardkeep/contracts';
import type { DirectoryEntry } from './directory-entry.js';
import { DirectoryProblem } from './directory-problem.js';
import { attributesOf, EntryValues, toDirectoryEntry } from './entry-mapping.js';
import { everyUser } from './filters.js';
import { groupsOfAll, type GroupsOf } from './groups.js';
import type { LdapConnection } from './ldap-connection.js';
import { pagesOf } from './pages.js';

const IN_NO_GROUP: GroupsOf = () => [];

/** Everybody whom the user filter finds by any name, as the provider maps them, a page at a time. */
export async function* entriesOf(
  connection: LdapConnection,
  config: LdapConfig,
): AsyncGenerator<readonly DirectoryEntry[]> {
  const { groupSearch, groupRoles, baseDn, userFilter, pageSize, timeoutMs } = config;
  const isMapped = groupSearch !== null && groupRoles.length > 0;
  const groupsOf = isMapped ? await groupsOfAll(connection, groupSearch, config) : IN_NO_GROUP;
  const attributes = attributesOf(config);
  const search = { base: baseDn, scope: 'sub', filter: everyUser(userFilter), attributes } as const;
  for await (const page of pagesOf(connection, search, { size: pageSize, timeoutMs, ahead: true })) {
    const now = new Date();
    yield page.map((found) => {
      const values = new EntryValues(found);
      const entry = toDirectoryEntry(config, values, now);
      if (!entry) throw withoutId(values.dn, config);
      return isMapped ? { ...entry, groups: [...entry.groups, ...groupsOf(entry.dn)] } : entry;
    });
  }
}

/** Leaving such an entry out would disable its user: nobody knows whose it is. */
function withoutId(dn: string, { attributes }: LdapConfig): DirectoryProblem {
  const detail = `${dn} has no ${attributes.uniqueId}; let the bind DN read it, or leave such entries out by the filter`;
  return new DirectoryProblem('incomplete-answer', detail);
}
