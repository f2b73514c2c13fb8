import { ACCOUNT_COLUMNS, CHOSEN_COLUMNS } from './user-columns.js';

/** The columns of an import, in the order of the template. */
export const IMPORT_COLUMNS = [
  'username',
  'email',
  'firstName',
  'lastName',
  ...CHOSEN_COLUMNS,
  'password',
  'passwordHash',
] as const;

/** What an export writes too and an import reads back; the template does without. */
const FURTHER_COLUMNS = ['phone', 'loginMethod'] as const;
export const READ_COLUMNS = [...IMPORT_COLUMNS, ...FURTHER_COLUMNS] as const;
export type ImportColumn = (typeof READ_COLUMNS)[number];

/** What an export says of a user that nobody can choose: left out when it comes back. */
export const LEFT_OUT_COLUMNS = [
  'id',
  'domainId',
  'roleId',
  'source',
  ...ACCOUNT_COLUMNS,
  'version',
  'createdAt',
  'updatedAt',
] as const;

export const IMPORT_LIMITS = {
  fileBytes: 104_857_600,
  rows: 1_000_000,
  columns: 64,
  /** Longer ones are an error of their row. */
  cellLength: 1_024,
  /** One record; a longer one ends the reading. */
  recordBytes: 2_097_152,
  /** Imports of one Domain that are under way or wait to be confirmed. */
  open: 20,
  /** What was validated can be confirmed so long. */
  confirmHours: 24,
  /** What an import did can be seen, and its passwords fetched, so long. */
  keepDays: 30,
} as const;

export const IMPORT_STATES = [
  'validating',
  'ready',
  'applying',
  'succeeded',
  'failed',
  'cancelled',
  'undoing',
  'undone',
] as const;
export type ImportState = (typeof IMPORT_STATES)[number];

export const IMPORT_VERDICTS = ['new', 'changed', 'same', 'error'] as const;
export type ImportVerdict = (typeof IMPORT_VERDICTS)[number];

/** What became of a row when it was applied. */
export const IMPORT_OUTCOMES = ['created', 'updated', 'refused'] as const;
export type ImportOutcome = (typeof IMPORT_OUTCOMES)[number];

/** What became of it when the import was undone; `kept`: the user was touched since, or must stay. */
export const IMPORT_UNDOINGS = ['deleted', 'restored', 'kept'] as const;
export type ImportUndoing = (typeof IMPORT_UNDOINGS)[number];

/** How the user of a new row comes to a password. */
export const IMPORT_CREDENTIALS = ['password', 'hash', 'temporary', 'invitation'] as const;
export type ImportCredential = (typeof IMPORT_CREDENTIALS)[number];

export const IMPORT_ACTIONS = ['confirm', 'cancel', 'pause', 'resume', 'undo'] as const;
/** `cancel` also discards what is not confirmed. */
export type ImportAction = (typeof IMPORT_ACTIONS)[number];

/** How a header is compared: case, spaces, `_` and `-` mean nothing. */
export function headerKey(header: string): string {
  return header
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_-]+/gu, '');
}
