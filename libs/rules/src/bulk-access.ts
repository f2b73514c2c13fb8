import type { BulkStep, Permission } from 'wardkeep/contracts';
import { deny, type Decision } from './decision.js';
import { holds, type Who } from './grants.js';
import type { RoleFacts } from './role-grants.js';
import {
  mayDeleteUser,
  mayDisableUser,
  mayEnableUser,
  mayEndSessions,
  mayResetSecondFactor,
  maySetRole,
  mayUnlockUser,
  mayUpdateUser,
  type Whom,
} from './user-access.js';

/** One of the users that something is done to. */
export type BulkTarget = Whom & {
  readonly roleId: string;
  readonly twoFactorRequired: boolean;
  /** Failed sign-ins are counted against it, locked or not. */
  readonly hasFailures: boolean;
};

/** The role that each gets; null when it is not about roles, or there is none. */
export type GivenRole = RoleFacts & { readonly id: string };

/** What an action on many asks of who starts it, before it asks about any user. */
const NEEDED: Readonly<Record<BulkStep, readonly Permission[]>> = {
  enable: ['users:enable'],
  disable: ['users:enable'],
  delete: ['users:delete'],
  unlock: ['users:unlock'],
  'set-role': ['users:update', 'roles:assign'],
  'require-two-factor': ['users:update'],
  'waive-two-factor': ['users:update'],
  'reset-two-factor': ['users:reset-two-factor'],
  'end-sessions': ['sessions:end'],
};

/** What takes an action back; null for what is final. */
const REVERSED: Readonly<Record<BulkStep, BulkStep | null>> = {
  enable: 'disable',
  disable: 'enable',
  delete: null,
  unlock: null,
  'set-role': 'set-role',
  'require-two-factor': 'waive-two-factor',
  'waive-two-factor': 'require-two-factor',
  'reset-two-factor': null,
  'end-sessions': null,
};

export function permissionMissingFor(actor: Who, step: BulkStep): Permission | null {
  return NEEDED[step].find((permission) => !holds(actor.grants, permission, 'domain')) ?? null;
}

export function reverseOf(step: BulkStep): BulkStep | null {
  return REVERSED[step];
}

/** The rule of the single action; beside it, nobody does anything to themself by meaning many. */
export function mayDoToMany(actor: Who, step: BulkStep, target: BulkTarget, role: GivenRole | null): Decision {
  if (actor.userId === target.id) return deny('self');
  return RULES[step](actor, target, role);
}

type Rule = (actor: Who, target: BulkTarget, role: GivenRole | null) => Decision;

const RULES: Readonly<Record<BulkStep, Rule>> = {
  enable: mayEnableUser,
  disable: mayDisableUser,
  delete: mayDeleteUser,
  unlock: mayUnlockUser,
  'set-role': mayGiveRole,
  'require-two-factor': (actor, target) => mayUpdateUser(actor, target, changeOfTwoFactor(target, true)),
  'waive-two-factor': (actor, target) => mayUpdateUser(actor, target, changeOfTwoFactor(target, false)),
  'reset-two-factor': mayResetSecondFactor,
  'end-sessions': mayEndSessions,
};

function mayGiveRole(actor: Who, target: BulkTarget, role: GivenRole | null): Decision {
  const isSame = target.roleId === role?.id;
  const updating = mayUpdateUser(actor, target, isSame ? [] : ['roleId']);
  if (!updating.allowed || isSame) return updating;
  return role === null ? deny('role-not-assignable') : maySetRole(actor, target, role);
}

function changeOfTwoFactor(target: BulkTarget, wanted: boolean): readonly string[] {
  return target.twoFactorRequired === wanted ? [] : ['twoFactorRequired'];
}

/** Whether the user is already as the action would make it. */
export function isAlreadySo(step: BulkStep, target: BulkTarget, role: GivenRole | null): boolean {
  const already: Readonly<Record<BulkStep, boolean>> = {
    enable: target.enabled,
    disable: !target.enabled,
    delete: false,
    unlock: !target.isLocked && !target.hasFailures,
    'set-role': target.roleId === role?.id,
    'require-two-factor': target.twoFactorRequired,
    'waive-two-factor': !target.twoFactorRequired,
    'reset-two-factor': !target.hasSecondFactor,
    'end-sessions': false,
  };
  return already[step];
}
