/** What is chosen for a user, in the names of imports and exports. */
export const CHOSEN_COLUMNS = [
  'role',
  'enabled',
  'twoFactorRequired',
  'language',
  'timeZone',
  'emailNotifications',
] as const;

/** What nobody chooses: the state of an account, which exports tell and imports leave out. */
export const ACCOUNT_COLUMNS = [
  'status',
  'totpStatus',
  'lockedUntil',
  'mustChangePassword',
  'passwordChangedAt',
  'passwordExpiresAt',
  'lastLoginAt',
  'lastAddress',
] as const;
