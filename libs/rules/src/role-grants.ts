import {
  PERMISSIONS,
  ROLE_ACTIONS,
  SCOPES,
  scopesInRoles,
  type BuiltInRole,
  type Grant,
  type GrantChange,
  type ProblemCode,
  type RoleAction,
  type Scope,
} from 'wardkeep/contracts';
import { denyFirst, type Decision } from './decision.js';
import { covers, grantsOf, holds, type Grants, type Who } from './grants.js';

/** A role as the rules see it; `kind` is null for a custom one. */
export type RoleFacts = { readonly kind: BuiltInRole | null; readonly grants: Grants };

/** A role that something is done to; `isOwn`: the one who asks holds it. */
export type RoleTarget = RoleFacts & { readonly isOwn: boolean };

export type RoleActions = {
  readonly actions: readonly RoleAction[];
  readonly blocked: Partial<Record<RoleAction, ProblemCode>>;
};

/** Nobody gives a role that allows more than their own. */
export function mayAssignRole(actor: Who, role: RoleFacts): Decision {
  return denyFirst([
    ['permission-missing', !holds(actor.grants, 'roles:assign', 'domain')],
    ['role-above-own', !covers(actor.grants, role.grants)],
  ]);
}

/** Nobody makes a role that allows more than their own, by writing it or by copying. */
export function mayCreateRole(actor: Who, grants: Grants): Decision {
  return denyFirst([
    ['permission-missing', !holds(actor.grants, 'roles:create', 'domain')],
    ['role-above-own', !covers(actor.grants, grants)],
  ]);
}

/** `after`: what the role is to allow. Neither a role that is above one's own is changed, nor one made so. */
export function mayUpdateRole(actor: Who, role: RoleTarget, after: Grants = role.grants): Decision {
  return denyFirst([
    ['permission-missing', !holds(actor.grants, 'roles:update', 'domain')],
    ...stays(actor, role),
    ['role-above-own', !covers(actor.grants, after)],
  ]);
}

export function mayDeleteRole(actor: Who, role: RoleTarget): Decision {
  return denyFirst([['permission-missing', !holds(actor.grants, 'roles:delete', 'domain')], ...stays(actor, role)]);
}

/** Everybody who holds one role gets another: asks what giving it to each of them would ask. */
export function mayMoveHolders(actor: Who, to: RoleFacts): Decision {
  const assigning = mayAssignRole(actor, to);
  if (!assigning.allowed) return assigning;
  return denyFirst([['permission-missing', !holds(actor.grants, 'users:update', 'domain')]]);
}

/** What the actor may do to the role, and why not the rest. */
export function roleActions(actor: Who, role: RoleTarget): RoleActions {
  const decisions: Readonly<Record<RoleAction, Decision>> = {
    copy: mayCreateRole(actor, grantsOf(copiedGrants(role.grants))),
    update: mayUpdateRole(actor, role),
    delete: mayDeleteRole(actor, role),
  };
  const actions: RoleAction[] = [];
  const blocked: Partial<Record<RoleAction, ProblemCode>> = {};
  for (const action of ROLE_ACTIONS) {
    const decision = decisions[action];
    if (decision.allowed) actions.push(action);
    else blocked[action] = decision.because;
  }
  return { actions, blocked };
}

/** Whether its holders manage users and give roles, and so could become whatever they like up to it. */
export function isAdministrative({ kind, grants }: RoleFacts): boolean {
  if (kind === 'system-administrator' || kind === 'domain-administrator') return true;
  return holds(grants, 'users:update', 'domain') && holds(grants, 'roles:assign', 'domain');
}

/** What a copy of a role allows: the same, as far as a role of one Domain can. */
export function copiedGrants(grants: Grants): Grant[] {
  return PERMISSIONS.flatMap(({ permission }) => {
    const [had, scopes] = [grants.get(permission), scopesInRoles(permission)];
    const scope = scopes.find((one) => one === had) ?? scopes.at(-1);
    return had === undefined || scope === undefined ? [] : [{ permission, scope }];
  });
}

/** What a change of role, or of what a role allows, gives and takes; in the order of the catalogue. */
export function grantChanges(before: Grants, after: Grants): GrantChange[] {
  return PERMISSIONS.flatMap(({ permission }) => {
    const [had, has] = [before.get(permission) ?? null, after.get(permission) ?? null];
    return had === has ? [] : [{ permission, before: had, after: has, change: kindOf(had, has) }];
  });
}

function kindOf(before: Scope | null, after: Scope | null): GrantChange['change'] {
  if (before === null) return 'added';
  if (after === null) return 'removed';
  return SCOPES.indexOf(after) > SCOPES.indexOf(before) ? 'widened' : 'narrowed';
}

function stays(actor: Who, role: RoleTarget): readonly (readonly [because: ProblemCode, applies: boolean])[] {
  return [
    ['built-in-role', role.kind !== null],
    ['own-role', role.isOwn],
    ['role-above-own', !covers(actor.grants, role.grants)],
  ];
}
