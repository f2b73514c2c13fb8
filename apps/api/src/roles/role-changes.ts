import { isDeepStrictEqual } from 'node:util';
import type { FieldChange, GrantChange, RoleImpact, Scope } from 'wardkeep/contracts';
import type { UpdateRoleDto } from 'wardkeep/contracts/dto';
import { grantChanges, isAdministrative, type RoleFacts } from 'wardkeep/rules';
import type { Counted } from './role-holders.repository.js';
import { grantsOfRole, inOrder, type RoleRecord } from './role-record.js';
import type { RoleFields } from './roles.repository.js';

/** What a role is after a change; absent fields stay. */
export function afterChange(role: RoleRecord, change: UpdateRoleDto): RoleFields {
  return {
    name: change.name ?? role.name,
    description: change.description ?? role.description,
    permissions: change.permissions ? inOrder(change.permissions) : role.permissions,
    twoFactorRequired: change.twoFactorRequired ?? role.twoFactorRequired,
  };
}

/** Each field before and after; of the permissions those that change, with their scopes. */
export function fieldChanges(before: RoleFields | null, after: RoleFields): FieldChange[] {
  const plain = (['name', 'description', 'twoFactorRequired'] as const)
    .filter((field) => !isDeepStrictEqual(before?.[field], after[field]))
    .map((field): FieldChange => ({ field, before: before?.[field] ?? null, after: after[field] }));
  const grants = grantChanges(factsOf(before).grants, factsOf(after).grants);
  const listed = (scopeOf: (change: GrantChange) => Scope | null) =>
    grants.flatMap((change) => (scopeOf(change) === null ? [] : [`${change.permission} (${scopeOf(change)})`]));
  const permissions = {
    field: 'permissions',
    before: listed(({ before }) => before),
    after: listed(({ after }) => after),
  };
  return grants.length === 0 ? plain : [...plain, permissions];
}

/** What its deletion takes with it. */
export function goneOf(role: RoleRecord): FieldChange[] {
  const { name, description, twoFactorRequired } = role;
  return Object.entries({ name, description, twoFactorRequired, permissions: role.permissions.length })
    .filter(([, before]) => before !== '')
    .map(([field, before]) => ({ field, before, after: null }));
}

export function factsOf(fields: RoleFields | null): RoleFacts {
  return { kind: null, grants: grantsOfRole(null, fields?.permissions ?? []) };
}

/** Whom a change concerns: what they get and lose, and who would have to set up a second factor. */
export function impactOf(
  before: RoleFacts & { readonly twoFactorRequired: boolean },
  after: RoleFacts & { readonly twoFactorRequired: boolean },
  { holders, withoutFactor }: { readonly holders: Counted; readonly withoutFactor: Counted },
): RoleImpact {
  const demands = after.twoFactorRequired && !before.twoFactorRequired;
  return {
    grants: grantChanges(before.grants, after.grants),
    holders,
    toEnrol: demands ? withoutFactor : { count: 0, first: [] },
    makesAdministrators: isAdministrative(after) && !isAdministrative(before),
  };
}

export function warningsOf({ toEnrol, makesAdministrators, holders }: RoleImpact): string[] {
  return [
    ...(toEnrol.count > 0 ? ['role-two-factor-required'] : []),
    ...(makesAdministrators && holders.count > 0 ? ['makes-administrators'] : []),
  ];
}
