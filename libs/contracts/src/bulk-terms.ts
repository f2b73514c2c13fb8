import type { ProblemCode } from './problems.js';
import { ACCOUNT_COLUMNS, CHOSEN_COLUMNS } from './user-columns.js';

export const BULK_ACTIONS = [
  'enable',
  'disable',
  'delete',
  'unlock',
  'set-role',
  'require-two-factor',
  'reset-two-factor',
  'end-sessions',
] as const;
export type BulkAction = (typeof BULK_ACTIONS)[number];

/** What a job does to each of its users; `waive-two-factor` takes `require-two-factor` back. */
export const BULK_STEPS = [...BULK_ACTIONS, 'waive-two-factor'] as const;
export type BulkStep = (typeof BULK_STEPS)[number];

/** What became of one user. */
export const BULK_OUTCOMES = ['open', 'done', 'unchanged', 'refused'] as const;
export type BulkOutcome = (typeof BULK_OUTCOMES)[number];

export type BulkItem = {
  readonly position: number;
  readonly userId: string;
  /** Null while it is open, and for an id that is nobody's. */
  readonly username: string | null;
  readonly outcome: BulkOutcome;
  /** Why it was refused. */
  readonly code: ProblemCode | null;
  readonly endedSessions: number;
  readonly endedTokens: number;
};

export type BulkRefusals = {
  readonly code: ProblemCode;
  readonly count: number;
  /** The first of them. */
  readonly samples: readonly { readonly id: string; readonly username: string | null }[];
};

/** What an action on many users would do, of a dry run. */
export type BulkPreview = {
  readonly total: number;
  readonly willChange: number;
  /** Who is already as the action would make them. */
  readonly unchanged: number;
  readonly refused: readonly BulkRefusals[];
};

/** `result` of a job of an action on many users. */
export type BulkResult = {
  readonly action: BulkStep;
  readonly roleId: string | null;
  readonly done: number;
  readonly unchanged: number;
  readonly refused: number;
  readonly endedSessions: number;
  readonly endedTokens: number;
  /** Whether `POST /jobs/{id}/reverse` may take it back, for users that nobody touched since. */
  readonly reversible: boolean;
  /** The job that this one takes back. */
  readonly reverses: string | null;
};

export const EXPORT_FORMATS = ['csv', 'json'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** What every export tells of a user, in the names of the import, and what one of sensitive fields tells beside. */
export const EXPORT_COLUMNS = [
  'username',
  'firstName',
  'lastName',
  ...CHOSEN_COLUMNS,
  'loginMethod',
  'source',
  'createdAt',
  'updatedAt',
] as const;
export const SENSITIVE_EXPORT_COLUMNS = ['email', 'phone', ...ACCOUNT_COLUMNS] as const;

export const HYGIENE_FINDINGS = ['never-signed-in', 'dormant', 'no-second-factor', 'old-password'] as const;
export type HygieneFindingId = (typeof HYGIENE_FINDINGS)[number];

/** Columns that a list of users may show, in the names of `User`. */
export const USER_LIST_COLUMNS = [
  'username',
  'firstName',
  'lastName',
  'email',
  'phone',
  'role',
  'status',
  'loginMethod',
  'source',
  'totpStatus',
  'twoFactorRequired',
  'lastLoginAt',
  'passwordChangedAt',
  'passwordExpiresAt',
  'lockedUntil',
  'timeZone',
  'language',
  'createdAt',
  'updatedAt',
] as const;
export type UserListColumn = (typeof USER_LIST_COLUMNS)[number];
