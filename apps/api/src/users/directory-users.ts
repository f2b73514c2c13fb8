import type { FieldChange, LdapConfig, SyncRefusal } from 'wardkeep/contracts';
import { roleOfGroups, type DirectoryPerson, type NewPerson } from 'wardkeep/rules';
import type { AuditEntry } from '../platform/database/change.js';

/** A directory or identity provider as far as its users need to know it. */
export type Directory = {
  readonly kind?: 'saml' | 'oidc';
  readonly id: string;
  readonly name: string;
  /** `url`: where its users come from. */
  readonly config: Pick<LdapConfig, 'url' | 'groupRoles' | 'defaultRoleId'>;
};

/** An entry as far as users are made and kept of it. */
export type EntryOfDirectory = DirectoryPerson & {
  /** Where it is in the tree; null: there is none. */
  readonly dn: string | null;
  readonly subject: string;
  readonly groups: readonly string[];
};

/** Whom of a directory a user is. */
export type OutsideIdentity = {
  readonly userId: string;
  readonly dn: string | null;
  readonly isDisabledBySync: boolean;
};

/** The identity of a user, from the user's side. */
export type HeldIdentity = OutsideIdentity & { readonly providerId: string; readonly subject: string };

/** A role that a directory may give: never System Administrator. */
export type GivenRole = { readonly id: string; readonly name: string; readonly isReadOnly: boolean };

/** Somebody to be made; `subject` is the entry's unique id. */
export type NewDirectoryUser = NewPerson & {
  readonly subject: string;
  readonly dn: string | null;
  readonly roleId: string;
};

/** What a directory changes of a user of its own. */
export type DirectoryChange = {
  readonly userId: string;
  readonly changes: readonly FieldChange[];
};

/** Who and what stands behind a change: kept in versions and audit events. */
export type OnBehalf = {
  readonly who: { readonly id: string; readonly username: string; readonly domain: string } | null;
  readonly detail: string;
};

/** What became of several users; every one of them is in one of the two. */
export type DirectoryOutcome = {
  /** By subject of the new ones and by id of the others: whose user it is. */
  readonly done: ReadonlyMap<string, string>;
  readonly refused: ReadonlyMap<string, SyncRefusal>;
  readonly audit: readonly AuditEntry[];
};

const MOST_SOURCE = 2_000;
const PORTS = { 'ldap:': '389', 'ldaps:': '636' } as Readonly<Record<string, string>>;

/** Where users come from, such as `ldap://dc1.example.org:389` or the issuer. */
export function sourceOf({ kind, config: { url } }: Pick<Directory, 'kind' | 'config'>): string {
  if (kind !== undefined) return url.slice(0, MOST_SOURCE);
  const [, scheme = 'ldap:', place = ''] = /^(ldaps?:)\/\/(.*?)\/?$/.exec(url.toLowerCase()) ?? [];
  return `${scheme}//${/:\d+$/.test(place) ? place : `${place}:${PORTS[scheme]}`}`;
}

/** The role of somebody new: by group, else the directory's own choice, else Read-only; one that is gone gives nothing. */
export function roleOf(
  roles: readonly GivenRole[],
  { groupRoles, defaultRoleId }: Pick<Directory['config'], 'groupRoles' | 'defaultRoleId'>,
  groups: readonly string[],
): GivenRole {
  const given = new Map(roles.map((role) => [role.id, role]));
  const mapped = roleOfGroups(groups, groupRoles, (id) => given.has(id));
  const role = given.get(mapped ?? '') ?? given.get(defaultRoleId ?? '') ?? roles.find(({ isReadOnly }) => isReadOnly);
  if (!role) throw new Error('The Domain has no role Read-only');
  return role;
}
