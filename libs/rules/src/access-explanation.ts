import {
  PERMISSIONS,
  scopesInRoles,
  type AccessAnswer,
  type BuiltInRole,
  type MissingReason,
  type Permission,
} from 'wardkeep/contracts';
import { denyFirst, type Decision } from './decision.js';
import { covers, holds, type Grants, type Who } from './grants.js';

/** The user whose access is explained. */
export type Explained = {
  readonly grants: Grants;
  readonly roleKind: BuiltInRole | null;
  /** Its role comes from its identity provider: nobody sets it here. */
  readonly isManagedElsewhere: boolean;
};

/** Whoever sees users and roles may know who may do what. */
export function mayExplainAccess(actor: Who): Decision {
  return denyFirst([
    [
      'permission-missing',
      !holds(actor.grants, 'users:read', 'domain') || !holds(actor.grants, 'roles:read', 'domain'),
    ],
  ]);
}

/** The permissions of the catalogue that somebody has not, in its order. */
export function missingPermissions(grants: Grants): Permission[] {
  return PERMISSIONS.map(({ permission }) => permission).filter((permission) => !grants.has(permission));
}

export function whyMissing(permission: Permission): MissingReason {
  return scopesInRoles(permission).length === 0 ? 'system-administrators-only' : 'role-does-not-grant';
}

/**
 * Whether holders of a role could see to it that another user gets a permission: by giving them another role, such as
 * their own, or by a change of the custom role that the user has. `isSameRole`: they hold the user's own role.
 */
export function couldGrant(granter: Grants, isSameRole: boolean, permission: Permission, user: Explained): boolean {
  if (!holds(granter, permission) || !covers(granter, user.grants)) return false;
  const mayAssign = holds(granter, 'roles:assign', 'domain') && holds(granter, 'users:update', 'domain');
  const mayChangeRole = holds(granter, 'roles:update', 'domain') && user.roleKind === null && !isSameRole;
  return (mayAssign && !user.isManagedElsewhere) || mayChangeRole;
}

/** What a partner system is told; `user` is null when the Domain does not know it. `own`: the thing is the user's own. */
export function answerAccess(
  user: { readonly enabled: boolean; readonly grants: Grants } | null,
  permission: Permission,
  own: boolean,
): AccessAnswer {
  if (!user) return { allowed: false, scope: null, because: 'user-not-found' };
  const scope = user.grants.get(permission) ?? null;
  if (scope === null) return { allowed: false, scope, because: 'role-does-not-grant' };
  if (!user.enabled) return { allowed: false, scope, because: 'user-disabled' };
  if (scope !== 'own') return { allowed: true, scope, because: 'granted' };
  return own ? { allowed: true, scope, because: 'granted-for-own' } : { allowed: false, scope, because: 'own-only' };
}
