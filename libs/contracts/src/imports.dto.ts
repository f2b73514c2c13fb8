import { IsIn, IsOptional } from 'class-validator';
import type { FieldChange } from './audit-events.js';
import {
  IMPORT_OUTCOMES,
  IMPORT_VERDICTS,
  type ImportAction,
  type ImportColumn,
  type ImportCredential,
  type ImportOutcome,
  type ImportState,
  type ImportUndoing,
  type ImportVerdict,
} from './imports.js';
import { PageQueryDto } from './page.dto.js';
import type { INITIAL_PASSWORDS } from './terms.js';

/** Which column of the file is which of ours; null leaves it out. By the header as the file writes it. */
export type ImportMapping = Readonly<Record<string, ImportColumn | null>>;

/** What travels beside the file, ahead of it: `mapping` as JSON. */
export type ImportOptions = {
  readonly mapping?: ImportMapping;
  /** For new users without a password in the file; `temporary` unless the Domain has switched those off. */
  readonly withoutPassword?: (typeof INITIAL_PASSWORDS)[number];
};

export type Import = {
  readonly id: string;
  readonly state: ImportState;
  /** Stopped between two batches until somebody resumes it; the state stays `applying`. */
  readonly paused: boolean;
  readonly fileName: string;
  readonly fileBytes: number;
  readonly delimiter: ',' | ';' | '\t';
  /** As the file has them; `column` is null for one that is left out. */
  readonly headers: readonly { readonly header: string; readonly column: ImportColumn | null }[];
  readonly withoutPassword: (typeof INITIAL_PASSWORDS)[number];
  /** Rows by verdict; complete once validated. */
  readonly counts: Readonly<Record<ImportVerdict, number>>;
  /** Rows of the present state: validated, applied or undone so far. */
  readonly progress: { readonly done: number; readonly total: number };
  readonly outcomes: Readonly<Record<ImportOutcome, number>>;
  readonly undone: Readonly<Record<ImportUndoing, number>>;
  /** New users whose temporary password waits in `result.csv` for the one who confirmed. */
  readonly temporaryPasswords: number;
  /** Why it failed. */
  readonly error: string | null;
  readonly jobId: string | null;
  readonly uploadedBy: string | null;
  readonly confirmedBy: string | null;
  readonly uploadedAt: string;
  readonly validatedAt: string | null;
  readonly confirmedAt: string | null;
  readonly endedAt: string | null;
  /** Until when it can be confirmed, then until when it is kept. */
  readonly expiresAt: string;
  /** What can be done with it now. */
  readonly actions: readonly ImportAction[];
};

/** What is wrong with a row, or was left out of it. `column` is null for the whole row. */
export type ImportReason = { readonly column: ImportColumn | null; readonly code: string; readonly detail: string };

export type ImportRow = {
  /** The line of the file where the row ends; the header is line 1. */
  readonly line: number;
  readonly verdict: ImportVerdict | null;
  readonly username: string;
  readonly userId: string | null;
  readonly credential: ImportCredential | null;
  /** Of an error all there are; of other rows what was left out, such as a password for somebody who has one. */
  readonly reasons: readonly ImportReason[];
  /** Of a new row every field, from nothing. */
  readonly changes: readonly FieldChange[];
  readonly outcome: ImportOutcome | null;
  /** Why it was refused when it came to it. */
  readonly refused: string | null;
  readonly undone: ImportUndoing | null;
};

export class ImportsQueryDto extends PageQueryDto {}

export class ImportRowsQueryDto extends PageQueryDto {
  @IsOptional() @IsIn(IMPORT_VERDICTS) readonly verdict?: ImportVerdict;
  @IsOptional() @IsIn(IMPORT_OUTCOMES) readonly outcome?: ImportOutcome;
}
