export const BASE_DN = 'dc=example,dc=org';
export const PEOPLE_DN = `ou=people,${BASE_DN}`;
export const GROUPS_DN = `ou=groups,${BASE_DN}`;
/** Reads everything but passwords, within the limits of the server. */
export const READER_DN = `cn=reader,${BASE_DN}`;
export const READER_PASSWORD = 'reader-canary-7f3a';
/** Whom no limit holds. */
export const ADMIN_DN = `cn=admin,${BASE_DN}`;
export const ADMIN_PASSWORD = 'admin-canary-19c2';

export type LdapEntry = {
  readonly dn: string;
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
};

type PersonWishes = Readonly<Record<string, string | readonly string[]>> & {
  readonly password?: string;
};

/** A person of the directory with everything a provider maps; what is not named follows from the uid. */
export function person(uid: string, { password = `password-of-${uid}`, ...wishes }: PersonWishes = {}): LdapEntry {
  const attributes = {
    objectClass: ['inetOrgPerson', 'extensibleObject'],
    uid,
    cn: uid,
    givenName: 'Ada',
    sn: 'Lovelace',
    mail: `${uid}@example.org`,
    userPassword: password,
    ...wishes,
  };
  return { dn: `uid=${escapedForDn(uid)},${PEOPLE_DN}`, attributes };
}

/** A group of people by their names in the directory; it has at least one. */
export function group(cn: string, members: readonly string[]): LdapEntry {
  return {
    dn: `cn=${escapedForDn(cn)},${GROUPS_DN}`,
    attributes: { objectClass: 'groupOfNames', cn, member: members },
  };
}

/** A value as it stands in a name of the directory (RFC 4514). */
export function escapedForDn(value: string): string {
  return value.replace(/[\\,+"<>;=#]/g, (special) => `\\${special}`).replace(/^ | $/g, '\\ ');
}
