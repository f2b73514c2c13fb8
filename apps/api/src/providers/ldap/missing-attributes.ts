import type { LdapAttributes, LdapTestEntry } from 'wardkeep/contracts';

const MAPPED = ['uniqueId', 'username', 'firstName', 'lastName', 'email'] as const;
/** Without these there is no user. */
const NEEDED: readonly string[] = ['uniqueId', 'username'];

/** Which mapped attributes are missing in how many of the entries; a problem where a needed one is missing in all. */
export function missingIn(
  entries: readonly LdapTestEntry[],
  attributes: LdapAttributes,
): { readonly problem: boolean; readonly detail: string } {
  const missing = MAPPED.map((field) => ({
    field,
    count: entries.filter((entry) => entry[field] === null).length,
  })).filter(({ count }) => count > 0);
  if (missing.length === 0) return { problem: false, detail: 'Every mapped attribute is there' };
  const said = missing.map(({ field, count }) => `${attributes[field]} is missing in ${count} of ${entries.length}`);
  const problem = missing.some(({ field, count }) => NEEDED.includes(field) && count === entries.length);
  const advice = problem ? '; check the name of the attribute, and what the bind DN may read' : '';
  return { problem, detail: said.join(', ') + advice };
}
