import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayNotEmpty,
  IsArray,
  IsIn,
  IsOptional,
  IsUUID,
  Matches,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import {
  BULK_ACTIONS,
  BULK_OUTCOMES,
  EXPORT_FORMATS,
  type BulkAction,
  type BulkOutcome,
  type ExportFormat,
  type HygieneFindingId,
} from './bulk-terms.js';
import { LIMITS } from './limits.js';
import { PageQueryDto, type Total } from './page.dto.js';
import { UserFiltersDto } from './users.dto.js';
import { IsPlainText } from './validators.js';

/** An action on many users: either those with these ids, or all that match the filter now. */
export class BulkUsersDto {
  @IsIn(BULK_ACTIONS) readonly action!: BulkAction;

  /** The role that `set-role` gives; with no other action. */
  @ValidateIf(({ action, roleId }: BulkUsersDto) => action === 'set-role' || roleId !== undefined)
  @IsUUID()
  readonly roleId?: string;

  @ValidateIf(({ ids, filter }: BulkUsersDto) => ids !== undefined || filter === undefined)
  @IsArray()
  @ArrayNotEmpty()
  @ArrayMaxSize(LIMITS.bulkIds)
  @IsUUID(undefined, { each: true })
  readonly ids?: readonly string[];

  /** An empty one matches everybody. */
  @ValidateIf(({ filter }: BulkUsersDto) => filter !== undefined)
  @ValidateNested()
  @Type(() => UserFiltersDto)
  readonly filter?: UserFiltersDto;
}

export class JobItemsQueryDto extends PageQueryDto {
  @IsOptional() @IsIn(BULK_OUTCOMES) readonly outcome?: BulkOutcome;
}

const IDS = new RegExp(`^[0-9a-fA-F-]{36}(?:,[0-9a-fA-F-]{36}){0,${LIMITS.exportIds - 1}}$`);

/** Which users are exported, and how. Without filters and ids: all of the Domain. */
export class ExportUsersQueryDto extends UserFiltersDto {
  @IsOptional() @IsIn(EXPORT_FORMATS) readonly format: ExportFormat = 'csv';
  @IsOptional() @IsIn(['true', 'false']) readonly includeSensitive: 'true' | 'false' = 'false';
  /** Separated by commas. */
  @IsOptional()
  @Matches(IDS, { message: `use up to ${LIMITS.exportIds} ids with commas between them` })
  readonly ids?: string;
  /** Whether the same request would be refused; nothing is written, and no file comes. */
  @IsOptional() @IsIn(['true', 'false']) readonly dryRun?: 'true' | 'false';
  /** As `X-Reason` and `X-Domain`, for a link, which sends no headers. */
  @IsOptional() @IsPlainText(LIMITS.reasonLength) readonly reason?: string;
  @IsOptional() @IsPlainText(LIMITS.nameLength) readonly domain?: string;
}

/** A link that follows a job: browsers send no headers with it. */
export class JobEventsQueryDto {
  @IsOptional() @IsPlainText(LIMITS.nameLength) readonly domain?: string;
}

/** Accounts that somebody should look at: how many, and the filter of the list that shows them. */
export type HygieneFinding = {
  readonly id: HygieneFindingId;
  readonly total: Total;
  readonly filter: Readonly<Record<string, string>>;
};

export type Hygiene = { readonly findings: readonly HygieneFinding[]; readonly at: string };
