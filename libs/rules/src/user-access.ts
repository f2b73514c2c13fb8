import {
  USER_ACTIONS,
  type LoginMethodKind,
  type Permission,
  type ProblemCode,
  type UserAction,
} from 'wardkeep/contracts';
import { denyFirst, type Decision } from './decision.js';
import { covers, holds, type Grants, type Who } from './grants.js';
import { mayAssignRole, type RoleFacts } from './role-grants.js';

/** The user that something is done to. */
export type Whom = {
  readonly id: string;
  readonly grants: Grants;
  readonly loginMethod: LoginMethodKind;
  readonly enabled: boolean;
  /** Failed sign-ins keep it from signing in now. */
  readonly isLocked: boolean;
  /** Has an authenticator app. */
  readonly hasSecondFactor: boolean;
  /** The default System Administrator, made at first start. */
  readonly isProtected: boolean;
  /** Disabling, deleting or demoting it would leave its Domain without an enabled administrator. */
  readonly isLastAdministrator: boolean;
};

export type UserActions = {
  readonly actions: readonly UserAction[];
  readonly blocked: Partial<Record<UserAction, ProblemCode>>;
};

/** What of a directory's user Wardkeep keeps; the rest, names and email, belongs to the directory. */
const KEPT_FOR_LDAP: readonly string[] = [
  'roleId',
  'twoFactorRequired',
  'timeZone',
  'language',
  'emailNotifications',
  'phone',
];

/** The role that allows nothing: taking it is a demotion for everybody. */
const NO_RIGHTS: RoleFacts = { kind: null, grants: new Map() };

/**
 * Whether these fields may change. A change of `roleId` has to pass `maySetRole` as well, which knows the new role.
 * Users of SAML and OIDC can not be edited at all, whatever the fields.
 */
export function mayUpdateUser(actor: Who, target: Whom, change: readonly string[]): Decision {
  const changesRole = change.includes('roleId');
  return denyFirst([
    ['permission-missing', !mayReach(actor, 'users:update', target)],
    ['self', changesRole && isSelf(actor, target)],
    ['target-outranks-actor', outranks(target, actor)],
    ['protected-user', changesRole && target.isProtected],
    ['managed-elsewhere', isManagedElsewhere(target, change)],
  ]);
}

/** Nobody changes their own role, gives more than they have, or takes the last administrator's rights. */
export function maySetRole(actor: Who, target: Whom, role: RoleFacts): Decision {
  const assigning = mayAssignRole(actor, role);
  const demotes = isDemotion(target, role);
  const refusedFor = (because: ProblemCode) => !assigning.allowed && assigning.because === because;
  return denyFirst([
    ['permission-missing', !mayReach(actor, 'users:update', target) || refusedFor('permission-missing')],
    ['self', isSelf(actor, target)],
    ['target-outranks-actor', outranks(target, actor)],
    ['role-above-own', refusedFor('role-above-own')],
    ['protected-user', demotes && target.isProtected],
    ['managed-elsewhere', isManagedElsewhere(target, ['roleId'])],
    ['last-administrator', demotes && target.isLastAdministrator],
  ]);
}

export function mayEnableUser(actor: Who, target: Whom): Decision {
  return denyFirst([
    ['permission-missing', !mayReach(actor, 'users:enable', target)],
    ['target-outranks-actor', outranks(target, actor)],
  ]);
}

export function mayDisableUser(actor: Who, target: Whom): Decision {
  return mayRemoveUser(actor, target, 'users:enable');
}

export function mayDeleteUser(actor: Who, target: Whom): Decision {
  return mayRemoveUser(actor, target, 'users:delete');
}

/** Nobody unlocks themself: whoever guesses a password inside a session could go on for ever. */
export function mayUnlockUser(actor: Who, target: Whom): Decision {
  return denyFirst([
    ['permission-missing', !mayReach(actor, 'users:unlock', target)],
    ['self', isSelf(actor, target)],
    ['target-outranks-actor', outranks(target, actor)],
  ]);
}

/** By link, by temporary password or by setting one. Nobody gets around their own current password this way. */
export function mayResetPassword(actor: Who, target: Whom): Decision {
  return denyFirst([
    ['permission-missing', !mayReach(actor, 'users:reset-password', target)],
    ['self', isSelf(actor, target)],
    ['target-outranks-actor', outranks(target, actor)],
    ['managed-elsewhere', target.loginMethod !== 'standard'],
  ]);
}

/** People switch off their own second factor with their password; an administrator resets that of others. */
export function mayResetSecondFactor(actor: Who, target: Whom): Decision {
  return denyFirst([
    ['permission-missing', !mayReach(actor, 'users:reset-two-factor', target)],
    ['self', isSelf(actor, target)],
    ['target-outranks-actor', outranks(target, actor)],
    ['managed-elsewhere', target.loginMethod === 'saml' || target.loginMethod === 'oidc'],
  ]);
}

/** Everybody may end their own sessions whose role lets them end any. */
export function mayEndSessions(actor: Who, target: Whom): Decision {
  return denyFirst([
    ['permission-missing', !mayReach(actor, 'sessions:end', target)],
    ['target-outranks-actor', outranks(target, actor)],
  ]);
}

/**
 * What the actor may do to the target, and why not the rest. What would change nothing, such as enabling an enabled
 * user or unlocking one that is not locked, is in neither. Whether a certain role can be given is `maySetRole`'s to say.
 */
export function userActions(actor: Who, target: Whom): UserActions {
  const decisions: Readonly<Record<UserAction, Decision>> = {
    update: mayUpdateUser(actor, target, []),
    enable: mayEnableUser(actor, target),
    disable: mayDisableUser(actor, target),
    delete: mayDeleteUser(actor, target),
    'set-role': maySetRole(actor, target, NO_RIGHTS),
    'end-sessions': mayEndSessions(actor, target),
    unlock: mayUnlockUser(actor, target),
    'reset-password': mayResetPassword(actor, target),
    'reset-two-factor': mayResetSecondFactor(actor, target),
  };
  const pointless = pointlessActions(target);
  const actions: UserAction[] = [];
  const blocked: Partial<Record<UserAction, ProblemCode>> = {};
  for (const action of USER_ACTIONS) {
    const decision = decisions[action];
    if (pointless.has(action)) continue;
    if (decision.allowed) actions.push(action);
    else blocked[action] = decision.because;
  }
  return { actions, blocked };
}

function pointlessActions(target: Whom): ReadonlySet<UserAction> {
  const conditions: readonly (readonly [action: UserAction, holds: boolean])[] = [
    ['enable', target.enabled],
    ['disable', !target.enabled],
    ['unlock', !target.isLocked],
    ['reset-two-factor', !target.hasSecondFactor],
  ];
  return new Set(conditions.filter(([, holds]) => holds).map(([action]) => action));
}

function mayRemoveUser(actor: Who, target: Whom, permission: Permission): Decision {
  return denyFirst([
    ['permission-missing', !mayReach(actor, permission, target)],
    ['self', isSelf(actor, target)],
    ['target-outranks-actor', outranks(target, actor)],
    ['protected-user', target.isProtected],
    ['last-administrator', target.isLastAdministrator],
  ]);
}

/** Scope `own` reaches oneself, `domain` everybody; which Domain is the database's business. */
function mayReach(actor: Who, permission: Permission, target: Whom): boolean {
  return holds(actor.grants, permission, isSelf(actor, target) ? 'own' : 'domain');
}

function isSelf(actor: Who, target: Whom): boolean {
  return actor.userId === target.id;
}

function outranks(target: Whom, actor: Who): boolean {
  return !isSelf(actor, target) && !covers(actor.grants, target.grants);
}

/** An administrator stays one only in a built-in administrator's role that allows no less than before. */
function isDemotion(target: Whom, role: RoleFacts): boolean {
  const isAdministrator = role.kind === 'system-administrator' || role.kind === 'domain-administrator';
  return !isAdministrator || !covers(role.grants, target.grants);
}

function isManagedElsewhere(target: Whom, change: readonly string[]): boolean {
  if (target.loginMethod === 'standard') return false;
  if (target.loginMethod === 'ldap') return !change.every((field) => KEPT_FOR_LDAP.includes(field));
  return true;
}
