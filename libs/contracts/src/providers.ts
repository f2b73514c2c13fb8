/** The words of providers and of directory synchronization. */
export const PROVIDER_KINDS = ['ldap', 'saml', 'oidc'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

/** What a provider's settings allow that is better not allowed. */
export const PROVIDER_WARNINGS = [
  'passwords-in-clear',
  'secrets-in-clear',
  'sha1-allowed',
  'idp-initiated-allowed',
] as const;
export type ProviderWarning = (typeof PROVIDER_WARNINGS)[number];

export const PROVIDER_ACTIONS = ['update', 'enable', 'disable', 'delete', 'test', 'sync'] as const;
export type ProviderAction = (typeof PROVIDER_ACTIONS)[number];

/** What a test of a directory does, in this order; what follows a failed step is not tried. */
export const LDAP_TEST_STEPS = ['resolve', 'connect', 'tls', 'bind', 'search', 'attributes'] as const;
export type LdapTestStep = (typeof LDAP_TEST_STEPS)[number];

export const SYNC_MODES = ['plan', 'apply'] as const;
export type SyncMode = (typeof SYNC_MODES)[number];

export const SYNC_STATES = ['reading', 'planning', 'applying', 'succeeded', 'stopped', 'failed', 'cancelled'] as const;
export type SyncState = (typeof SYNC_STATES)[number];

export const SYNC_CHANGE_KINDS = ['create', 'update', 'disable', 'reenable', 'skip'] as const;
export type SyncChangeKind = (typeof SYNC_CHANGE_KINDS)[number];

/** Why a run changed nothing. */
export const SYNC_STOPS = [
  'empty-answer',
  'incomplete-answer',
  'too-many-to-disable',
  'directory-unavailable',
  'directory-refused',
  'duplicate-subject',
  'provider-changed',
] as const;
export type SyncStop = (typeof SYNC_STOPS)[number];

/** Why an entry of the directory becomes no user, or a user keeps what the directory says otherwise. */
export const SYNC_SKIPS = [
  'no-username',
  'invalid-username',
  'invalid-name',
  'invalid-email',
  'name-missing',
  'username-taken',
  'username-changed',
  'email-taken',
  'duplicate-username',
  'duplicate-email',
  'last-administrator',
  'disabled-in-directory',
] as const;
export type SyncSkip = (typeof SYNC_SKIPS)[number];

/** Why a planned change was not made when it came to it: what it was planned from had changed. */
export const SYNC_REFUSALS = [
  'user-gone',
  'changed-meanwhile',
  'known-meanwhile',
  'username-taken',
  'email-taken',
  'role-gone',
  'last-administrator',
] as const;
export type SyncRefusal = (typeof SYNC_REFUSALS)[number];

export type LdapAttributes = {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  /** What a directory never gives to another entry: `entryUUID`, `objectGUID`. */
  readonly uniqueId: string;
  /** The attribute of an entry that names its groups, such as `memberOf`; null: groups are searched, or not used. */
  readonly groups: string | null;
};

export type LdapGroupSearch = {
  readonly baseDn: string;
  /** `{dn}` stands for the entry's name. */
  readonly filter: string;
};

export type GroupRole = { readonly group: string; readonly roleId: string };

/** How a directory is reached and read; its bind password is kept apart and never answered. */
export type LdapConfig = {
  readonly url: string;
  readonly startTls: boolean;
  /** PEM; null: the certificates this machine trusts. */
  readonly caCertificate: string | null;
  /** Null: anonymous. */
  readonly bindDn: string | null;
  readonly baseDn: string;
  /** `{username}` stands for the name. */
  readonly userFilter: string;
  readonly attributes: LdapAttributes;
  readonly groupSearch: LdapGroupSearch | null;
  readonly groupRoles: readonly GroupRole[];
  /** The role of new users whose groups map to none; null: Read-only. */
  readonly defaultRoleId: string | null;
  readonly pageSize: number;
  readonly disableThresholdPercent: number;
  /** A cron line in `timeZone`; null: only by hand. */
  readonly schedule: string | null;
  readonly timeZone: string;
  readonly connectTimeoutMs: number;
  readonly timeoutMs: number;
};

/** Least and most of each number. */
export const LDAP_BOUNDS = {
  pageSize: [1, 5_000],
  disableThresholdPercent: [0, 100],
  connectTimeoutMs: [100, 10_000],
  timeoutMs: [500, 60_000],
} as const satisfies Record<string, readonly [least: number, most: number]>;

type LdapPreset = Pick<LdapConfig, 'userFilter' | 'attributes' | 'pageSize'>;

/** What the two families of directories have in common with their own kind. */
export const LDAP_PRESETS = {
  openldap: {
    userFilter: '(&(objectClass=inetOrgPerson)(uid={username}))',
    attributes: {
      username: 'uid',
      firstName: 'givenName',
      lastName: 'sn',
      email: 'mail',
      uniqueId: 'entryUUID',
      groups: 'memberOf',
    },
    pageSize: 500,
  },
  'active-directory': {
    userFilter: '(&(objectCategory=person)(objectClass=user)(sAMAccountName={username}))',
    attributes: {
      username: 'sAMAccountName',
      firstName: 'givenName',
      lastName: 'sn',
      email: 'mail',
      uniqueId: 'objectGUID',
      groups: 'memberOf',
    },
    pageSize: 1_000,
  },
} as const satisfies Record<string, LdapPreset>;
export type LdapPresetName = keyof typeof LDAP_PRESETS;

export const LDAP_DEFAULTS = {
  startTls: false,
  caCertificate: null,
  bindDn: null,
  groupSearch: null,
  groupRoles: [],
  defaultRoleId: null,
  disableThresholdPercent: 10,
  schedule: '0 0 * * *',
  connectTimeoutMs: 2_000,
  timeoutMs: 5_000,
} as const satisfies Partial<LdapConfig>;
