import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsBoolean, IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';
import type { FieldChange } from './audit-events.js';
import { PageQueryDto } from './page.dto.js';
import {
  SYNC_CHANGE_KINDS,
  SYNC_MODES,
  type SyncChangeKind,
  type SyncMode,
  type SyncRefusal,
  type SyncSkip,
  type SyncState,
  type SyncStop,
} from './providers.js';

export class StartSyncDto {
  @IsIn(SYNC_MODES) readonly mode!: SyncMode;
  /** Applies although more than the limit would be disabled, as the stopped run or the plan showed it. */
  @IsOptional() @IsBoolean() readonly despiteLimit?: boolean;
  /** How many would be disabled, as shown and typed; required with `despiteLimit`. */
  @IsOptional() @IsInt() @Min(0) @Max(100_000_000) readonly confirmDisable?: number;
}

export type SyncStarted = { readonly jobId: string; readonly syncId: string };

export type SyncCounts = Readonly<Record<SyncChangeKind | 'unchanged', number>>;

export type SyncRun = {
  readonly id: string;
  readonly providerId: string;
  readonly jobId: string | null;
  readonly mode: SyncMode;
  readonly state: SyncState;
  readonly cause: 'schedule' | 'person';
  readonly startedBy: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly counts: SyncCounts;
  /** How many planned changes were made so far; and how many could not be. */
  readonly applied: number;
  readonly refused: number;
  readonly stoppedBecause: SyncStop | null;
  /** What the directory said, or the figures of the limit. */
  readonly detail: string | null;
};

export type SyncChange = {
  readonly position: number;
  readonly kind: SyncChangeKind;
  readonly dn: string | null;
  readonly username: string | null;
  readonly userId: string | null;
  readonly changes: readonly FieldChange[];
  /** Why it is skipped; with another kind, why a part of what the directory says is left out. */
  readonly reason: SyncSkip | null;
  readonly appliedAt: string | null;
  readonly refused: SyncRefusal | null;
};

export class SyncsQueryDto extends PageQueryDto {}

export class SyncChangesQueryDto extends PageQueryDto {
  @IsOptional()
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.split(',') : value))
  @IsArray()
  @ArrayMaxSize(SYNC_CHANGE_KINDS.length)
  @IsIn(SYNC_CHANGE_KINDS, { each: true })
  readonly kind?: readonly SyncChangeKind[];
}
