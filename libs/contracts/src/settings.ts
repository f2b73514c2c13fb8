/** The policies that administrators choose: for the whole system, and stricter for a Domain. */
export const PASSWORD_MODES = ['classic', 'nist', 'custom'] as const;
export type PasswordMode = (typeof PASSWORD_MODES)[number];

export type PasswordPolicy = {
  readonly mode: PasswordMode;
  readonly minLength: number;
  readonly maxLength: number;
  readonly requireUpper: boolean;
  readonly requireLower: boolean;
  readonly requireDigit: boolean;
  readonly requireSpecial: boolean;
  /** 0: passwords do not expire. */
  readonly maxAgeDays: number;
  /** How many earlier passwords, beside the present one, can not be used again. */
  readonly history: number;
  /** Whether common passwords and words of the account, the Domain and the product are refused. */
  readonly blocklist: boolean;
  /** Whether administrators may hand out temporary passwords. */
  readonly temporaryPasswords: boolean;
};

export type LockoutPolicy = {
  readonly maxFailures: number;
  readonly windowMinutes: number;
  /** 0: until an administrator unlocks. */
  readonly lockMinutes: number;
  /** Failures from one address in the window after which each further try from it is answered more slowly. */
  readonly addressSlowAfter: number;
  /** Failures from one address in the window after which it is refused (429) until the window ends. */
  readonly addressRefuseAfter: number;
};

export type SessionPolicy = {
  readonly allowConcurrentLogin: boolean;
  readonly maxConcurrent: number;
  readonly idleMinutes: number;
  readonly absoluteMinutes: number;
};

export const NAMING_FORMS = ['standard', 'strict'] as const;
export type NamingForm = (typeof NAMING_FORMS)[number];

/** For which actions a Domain asks why, kept in the audit log. */
export type ReasonPolicy = {
  readonly deleteUser: boolean;
  /** Giving somebody, or everybody who holds a role, the rights of an administrator. */
  readonly roleToAdministrator: boolean;
  readonly resetTwoFactor: boolean;
  readonly exportSensitive: boolean;
};

export type SettingValues = {
  readonly passwords: PasswordPolicy;
  readonly lockout: LockoutPolicy;
  readonly sessions: SessionPolicy;
  readonly twoFactor: { readonly required: boolean };
  /** Whether people may have a reset link mailed to themselves. */
  readonly forgotPassword: boolean;
  readonly naming: NamingForm;
  readonly reasons: ReasonPolicy;
};

/** Days before its end from which a password's expiry is announced. */
export const PASSWORD_WARNING_DAYS = 14;

/** What a lock that only an administrator ends is stored and answered as. */
export const UNTIL_UNLOCKED = '9999-12-31T23:59:59.999Z';

export const SETTING_BOUNDS = {
  minLength: [8, 256],
  maxLength: [64, 256],
  maxAgeDays: [0, 3_650],
  history: [0, 5],
  maxFailures: [1, 100],
  windowMinutes: [1, 1_440],
  lockMinutes: [0, 1_440],
  addressSlowAfter: [1, 100_000],
  addressRefuseAfter: [1, 1_000_000],
  maxConcurrent: [1, 3],
  idleMinutes: [1, 43_200],
  absoluteMinutes: [5, 43_200],
} as const satisfies Record<string, readonly [least: number, most: number]>;

export const SETTING_ORIGINS = ['default', 'configuration', 'global', 'domain'] as const;
export type SettingOrigin = (typeof SETTING_ORIGINS)[number];

/** One value as it acts, and where it comes from. `locked`: set in the configuration, so nobody changes it here. */
export type Effective<T> = {
  readonly value: T;
  readonly origin: SettingOrigin;
  readonly locked: boolean;
  /** For a Domain: what the system asks at least; absent where a Domain chooses freely. */
  readonly floor?: T;
};

type EffectiveGroup<T> = { readonly [K in keyof T]: Effective<T[K]> };

/** The answer of `GET /settings` and `GET /domains/{id}/settings`. */
export type Settings = {
  readonly [K in keyof SettingValues]: SettingValues[K] extends object
    ? EffectiveGroup<SettingValues[K]>
    : Effective<SettingValues[K]>;
} & { readonly version: number };

/** A requirement of a standard that the values in force do not meet. */
export type Deviation = { readonly clause: string; readonly about: string };

/** The answer of `GET /domains/{id}/password-policy`. */
export type PasswordPolicyReport = {
  readonly mode: PasswordMode;
  readonly effective: PasswordPolicy;
  readonly floor: PasswordPolicy;
  readonly deviations: readonly Deviation[];
};

/** Whom a change of settings would concern; counting stops at 10,000. */
export type SettingsPreview = {
  /** Users whose password would be too old at their next sign-in and is not now. */
  readonly passwordsExpiring: number;
  /** Users whose password was accepted by weaker rules: some must change it at their next sign-in. */
  readonly passwordsToCheck: number;
  /** Users who would have to set up two-factor authentication and have not. */
  readonly toEnrol: number;
  /** Sessions beyond the new limits, which end with the next request or sign-in. */
  readonly sessionsOver: number;
};
