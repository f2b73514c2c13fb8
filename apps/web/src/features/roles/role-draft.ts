import {
  SCOPES,
  scopesInRoles,
  type GrantChange,
  type Permission,
  type PermissionEntry,
  type Role,
  type Scope,
} from 'wardkeep/contracts';
import type { CreateRoleDto, UpdateRoleDto } from 'wardkeep/contracts/dto';
import { copiedGrants, grantChanges, grantsOf, holds, type Grants } from 'wardkeep/rules';

/** What people write of a role. */
export type RoleValues = {
  readonly name: string;
  readonly description: string;
  readonly twoFactorRequired: boolean;
  readonly grants: Grants;
};

/** What was changed beside what holds; null takes a permission away. */
export type RoleEdits = Partial<Omit<RoleValues, 'grants'>> & {
  readonly grants: ReadonlyMap<Permission, Scope | null>;
};
export type GrantEdit = readonly [permission: Permission, scope: Scope | null];

export const NO_EDITS: RoleEdits = { grants: new Map() };
const TEXTS = ['name', 'description', 'twoFactorRequired'] as const;
export type RoleField = (typeof TEXTS)[number];

export const valuesOf = (role: Pick<Role, RoleField | 'permissions'>): RoleValues => ({
  name: role.name,
  description: role.description,
  twoFactorRequired: role.twoFactorRequired,
  grants: grantsOf(role.permissions),
});

/** What holds with the edits over it. */
export function edited(base: RoleValues, { grants: edits, ...rest }: RoleEdits): RoleValues {
  const grants = new Map(base.grants);
  for (const [permission, scope] of edits) {
    if (scope === null) grants.delete(permission);
    else grants.set(permission, scope);
  }
  return { ...base, ...rest, grants };
}

/** Edits that say something else than what holds. */
export function remaining(base: RoleValues, edits: RoleEdits): RoleEdits {
  const texts = TEXTS.filter((field) => edits[field] !== undefined && edits[field] !== base[field]);
  const grants = [...edits.grants].filter(([permission, scope]) => (base.grants.get(permission) ?? null) !== scope);
  return { ...Object.fromEntries(texts.map((field) => [field, edits[field]])), grants: new Map(grants) };
}

export const withGrants = (edits: RoleEdits, more: readonly GrantEdit[]): RoleEdits => ({
  ...edits,
  grants: new Map([...edits.grants, ...more]),
});

export const fieldsChanged = (edits: RoleEdits): RoleField[] => TEXTS.filter((field) => edits[field] !== undefined);
export const countOf = (edits: RoleEdits): number => fieldsChanged(edits).length + edits.grants.size;
export const changesBetween = (before: RoleValues, after: RoleValues): GrantChange[] =>
  grantChanges(before.grants, after.grants);

const listOf = (grants: Grants) =>
  [...grants].map(([permission, scope]) => ({ permission, scope })) as CreateRoleDto['permissions'];

export const creationOf = ({ name, description, twoFactorRequired, grants }: RoleValues): CreateRoleDto => ({
  name,
  description,
  twoFactorRequired,
  permissions: listOf(grants),
});

/** Only what was changed is sent, so that the rest keeps what others wrote. */
export function changeOf(base: RoleValues, edits: RoleEdits): UpdateRoleDto {
  const { grants, ...texts } = edits;
  return { ...texts, ...(grants.size > 0 && { permissions: listOf(edited(base, edits).grants) }) };
}

/** What a copy starts with: as much of it as a role can give, and as the author has. */
export function startOf(source: Pick<Role, 'permissions' | 'description' | 'twoFactorRequired'>, mine: Grants) {
  const wanted = copiedGrants(grantsOf(source.permissions));
  const kept = wanted.filter(({ permission, scope }) => holds(mine, permission, scope));
  return { grants: grantsOf(kept), leftOut: wanted.length - kept.length };
}

export type Possibility = 'possible' | 'never' | 'not-held';

/** Whether the author may give a permission this widely: `never` when no role can. */
export function possibility(mine: Grants, permission: Permission, scope: Scope): Possibility {
  if (!scopesInRoles(permission).includes(scope)) return 'never';
  return holds(mine, permission, scope) ? 'possible' : 'not-held';
}

/** How much of a group has a scope, of what the author may give with it; null when that is nothing. */
export function fillOf(grants: Grants, entries: readonly PermissionEntry[], scope: Scope, mine: Grants) {
  const open = entries.filter(({ permission }) => possibility(mine, permission, scope) === 'possible');
  if (open.length === 0) return null;
  const having = open.filter(({ permission }) => grants.get(permission) === scope).length;
  if (having === 0) return false;
  return open.every(({ permission }) => grants.has(permission)) ? true : 'mixed';
}

/**
 * Fills what has no scope yet among the entries, and touches nothing else. When there is nothing to fill, what has this
 * very scope is taken away. So neither is a narrower scope widened, nor lost.
 */
export function toggled(
  grants: Grants,
  entries: readonly PermissionEntry[],
  scope: Scope,
  mine: Grants,
): readonly GrantEdit[] {
  const open = entries.filter(({ permission }) => possibility(mine, permission, scope) === 'possible');
  const empty = open.filter(({ permission }) => !grants.has(permission));
  if (empty.length > 0) return empty.map(({ permission }) => [permission, scope]);
  return open
    .filter(({ permission }) => grants.get(permission) === scope)
    .map(({ permission }) => [permission, null] as const);
}

export const cleared = (grants: Grants, entries: readonly PermissionEntry[]): readonly GrantEdit[] =>
  entries.filter(({ permission }) => grants.has(permission)).map(({ permission }) => [permission, null] as const);

/** How far the author could give it at most; null when not at all. */
export function widest(mine: Grants, permission: Permission): Scope | null {
  const open = scopesInRoles(permission).filter((scope) => possibility(mine, permission, scope) === 'possible');
  return [...SCOPES].reverse().find((scope) => open.includes(scope)) ?? null;
}
