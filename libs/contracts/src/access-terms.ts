import type { Permission, Scope } from './permissions.js';

export type RoleRef = { readonly id: string; readonly name: string };
export type UserRef = { readonly id: string; readonly username: string };

/** Why a permission is missing: the role does not give it, or it belongs to System Administrators alone. */
export const MISSING_REASONS = ['role-does-not-grant', 'system-administrators-only'] as const;
export type MissingReason = (typeof MISSING_REASONS)[number];

/** Why a partner system's question is answered as it is. */
export const ACCESS_CHECK_REASONS = [
  'granted',
  'granted-for-own',
  'own-only',
  'role-does-not-grant',
  'user-disabled',
  'user-not-found',
] as const;
export type AccessCheckReason = (typeof ACCESS_CHECK_REASONS)[number];

/** One permission before and after a change of role; null: not held. */
export type GrantChange = {
  readonly permission: Permission;
  readonly before: Scope | null;
  readonly after: Scope | null;
  readonly change: 'added' | 'removed' | 'widened' | 'narrowed';
};

/** Whom a change of a role would concern, in the answer of its dry run. */
export type RoleImpact = {
  readonly grants: readonly GrantChange[];
  /** Counting stops at 10,000. */
  readonly holders: { readonly count: number; readonly first: readonly UserRef[] };
  /** Enabled holders who would have to set up a second factor and have not. */
  readonly toEnrol: { readonly count: number; readonly first: readonly UserRef[] };
  /** Whether holders become administrators by it: whether they may then manage users and give roles. */
  readonly makesAdministrators: boolean;
};
