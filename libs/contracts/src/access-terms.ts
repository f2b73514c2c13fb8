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
