/** Bounds that both sides of the wire check. */
export const LIMITS = {
  pageSize: 200,
  defaultPageSize: 50,
  countedRows: 10_000,
  passwordLength: 256,
  reasonLength: 500,
  idempotencyKeyLength: 255,
  searchLength: 100,
  nameLength: 255,
  emailLength: 254,
  roleNameLength: 100,
  descriptionLength: 500,
  /** Roles of one Domain, the built-in ones included: a list of them is one page. */
  roles: 200,
  /** Holders that a deletion may move to another role at once. */
  movedHolders: 10_000,
  accessChecks: 100,
  /** Users that one action or its list of ids may name; of a filter, those that may match it. */
  bulkIds: 10_000,
  bulkUsers: 100_000,
  /** Users that an export may name: they stand in its address. */
  exportIds: 300,
  /** Saved views of one person in one Domain. */
  userViews: 50,
  viewNameLength: 100,
} as const;

export const USERNAME_PATTERN = /^[a-zA-Z0-9_.@-]{1,255}$/;
/** The Standard Naming Pattern: letters, marks and digits of any script, space and `_ - ' .`, without outer spaces. */
export const PERSON_NAME_PATTERN = /^(?! )[\p{L}\p{M}\p{N} _\-'.]{1,255}(?<! )$/u;
/** The strict form of names, which a Domain may ask for. */
export const STRICT_NAME_PATTERN = /^[a-zA-Z0-9_-]{1,255}$/;
export const DOMAIN_NAME_PATTERN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
export const PHONE_PATTERN = /^\+[1-9]\d{1,14}$/;
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];
