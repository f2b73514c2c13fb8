import { Transform, Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { LIMITS } from './limits.js';
import { PageQueryDto } from './page.dto.js';
import {
  LDAP_BOUNDS,
  PROVIDER_KINDS,
  SYNC_CHANGE_KINDS,
  SYNC_MODES,
  type LdapConfig,
  type LdapTestStep,
  type ProviderAction,
  type ProviderKind,
  type SyncChangeKind,
  type SyncMode,
  type SyncRefusal,
  type SyncSkip,
  type SyncState,
  type SyncStop,
} from './providers.js';
import type { FieldChange } from './audit-events.js';
import { IsPlainText, IsTimeZone, Normalized } from './validators.js';

/** A directory or identity provider of a Domain. */
export type Provider = {
  readonly id: string;
  readonly kind: ProviderKind;
  readonly name: string;
  readonly enabled: boolean;
  readonly config: LdapConfig;
  /** Which secrets are kept, and since when; their values are never answered. */
  readonly secrets: { readonly bindPassword: { readonly setAt: string } | null };
  readonly nextSyncAt: string | null;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

export type ProviderDetail = Provider & {
  /** How many users come from it; counting stops at 10,000. */
  readonly users: number;
  readonly lastSync: SyncRun | null;
  /** Whether sign-ins and syncs are turned away at once since it did not answer, and until when. */
  readonly outOfReachUntil: string | null;
  readonly actions: readonly ProviderAction[];
  readonly blocked: Partial<Record<ProviderAction, string>>;
};

/** A directory of a list, with what is known of it at a glance. */
export type ProviderListItem = Provider & {
  /** Counting stops at 10,000. */
  readonly users: number;
  readonly lastSync: SyncRun | null;
};

const given = (_: object, value: unknown) => value !== undefined && value !== null;
const present = (_: object, value: unknown) => value !== undefined;
const DN_LENGTH = 2_000;
const FILTER_LENGTH = 2_000;
const ATTRIBUTE = /^[A-Za-z][A-Za-z0-9;.-]{0,99}$/;
const attribute = { message: 'use the name of an attribute, such as mail' };

export class LdapAttributesDto {
  @Matches(ATTRIBUTE, attribute) readonly username!: string;
  @Matches(ATTRIBUTE, attribute) readonly firstName!: string;
  @Matches(ATTRIBUTE, attribute) readonly lastName!: string;
  @Matches(ATTRIBUTE, attribute) readonly email!: string;
  @Matches(ATTRIBUTE, attribute) readonly uniqueId!: string;
  @ValidateIf(given) @Matches(ATTRIBUTE, attribute) readonly groups: string | null = null;
}

export class LdapGroupSearchDto {
  @IsPlainText(DN_LENGTH) readonly baseDn!: string;
  @IsPlainText(FILTER_LENGTH) @Matches(/\{dn\}/, { message: 'say where {dn} goes' }) readonly filter!: string;
}

export class GroupRoleDto {
  @IsPlainText(DN_LENGTH) @Matches(/\S/, { message: 'name a group' }) readonly group!: string;
  @IsUUID() readonly roleId!: string;
}

/** What a directory needs; what is left out has the value of `LDAP_DEFAULTS`. */
export class LdapConfigDto {
  @Normalized()
  @IsString()
  @MaxLength(500)
  @Matches(/^ldaps?:\/\/[^\s/?#@]+\/?$/i, { message: 'use an address such as ldaps://dc1.example.org:636' })
  readonly url!: string;

  @IsOptional() @IsBoolean() readonly startTls?: boolean;
  @ValidateIf(given) @IsString() @MaxLength(50_000) readonly caCertificate?: string | null;
  @ValidateIf(given) @IsPlainText(DN_LENGTH) readonly bindDn?: string | null;
  /** Absent keeps the one that is kept; null forgets it. */
  @ValidateIf(given) @IsString() @MaxLength(1_024) readonly bindPassword?: string | null;
  @IsPlainText(DN_LENGTH) readonly baseDn!: string;
  @IsPlainText(FILTER_LENGTH)
  @Matches(/\{username\}/, { message: 'say where {username} goes' })
  readonly userFilter!: string;
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => LdapAttributesDto)
  readonly attributes!: LdapAttributesDto;

  @ValidateIf(given)
  @IsObject()
  @ValidateNested()
  @Type(() => LdapGroupSearchDto)
  readonly groupSearch?: LdapGroupSearchDto | null;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(200)
  @ValidateNested({ each: true })
  @Type(() => GroupRoleDto)
  readonly groupRoles?: readonly GroupRoleDto[];

  @ValidateIf(given) @IsUUID() readonly defaultRoleId?: string | null;
  @IsOptional() @IsInt() @Min(LDAP_BOUNDS.pageSize[0]) @Max(LDAP_BOUNDS.pageSize[1]) readonly pageSize?: number;
  @IsOptional()
  @IsInt()
  @Min(LDAP_BOUNDS.disableThresholdPercent[0])
  @Max(LDAP_BOUNDS.disableThresholdPercent[1])
  readonly disableThresholdPercent?: number;

  @ValidateIf(given) @IsPlainText(100) readonly schedule?: string | null;
  @IsOptional() @IsTimeZone() readonly timeZone?: string;
  @IsOptional()
  @IsInt()
  @Min(LDAP_BOUNDS.connectTimeoutMs[0])
  @Max(LDAP_BOUNDS.connectTimeoutMs[1])
  readonly connectTimeoutMs?: number;

  @IsOptional() @IsInt() @Min(LDAP_BOUNDS.timeoutMs[0]) @Max(LDAP_BOUNDS.timeoutMs[1]) readonly timeoutMs?: number;
}

export class CreateProviderDto {
  @IsIn(PROVIDER_KINDS) readonly kind!: ProviderKind;
  @Normalized() @IsPlainText(100) @Matches(/\S/, { message: 'write a name' }) readonly name!: string;
  @IsOptional() @IsBoolean() readonly enabled?: boolean;
  @IsDefined() @IsObject() @ValidateNested() @Type(() => LdapConfigDto) readonly config!: LdapConfigDto;
}

/** `config` replaces the whole of it, but for a bind password that is left out. */
export class UpdateProviderDto {
  @ValidateIf(present)
  @Normalized()
  @IsPlainText(100)
  @Matches(/\S/, { message: 'write a name' })
  readonly name?: string;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => LdapConfigDto) readonly config?: LdapConfigDto;
}

/** A test of values that are not stored. The kept password is used only where `providerId` has the same target. */
export class TestProviderDto {
  @IsIn(PROVIDER_KINDS) readonly kind!: ProviderKind;
  @IsOptional() @IsUUID() readonly providerId?: string;
  @IsDefined() @IsObject() @ValidateNested() @Type(() => LdapConfigDto) readonly config!: LdapConfigDto;
}

export class ProvidersQueryDto extends PageQueryDto {
  @IsOptional() @IsIn(PROVIDER_KINDS) readonly kind?: ProviderKind;
}

export class DeleteProviderQueryDto {
  /** The provider's name as typed; required unless it is a dry run. */
  @IsOptional() @IsPlainText(LIMITS.nameLength) readonly confirm?: string;
  @IsOptional() @IsIn(['true', 'false']) readonly dryRun?: 'true' | 'false';
}

export type LdapTestResult = {
  readonly steps: readonly {
    readonly name: LdapTestStep;
    readonly ok: boolean;
    readonly ms: number;
    /** What was found, or what went wrong with the directory's own code and what to try. */
    readonly detail: string;
  }[];
  /** The first few, as they would be mapped. */
  readonly entries: readonly LdapTestEntry[];
  /** With the step `tls`. */
  readonly certificate: {
    readonly subject: string;
    readonly issuer: string;
    readonly validTo: string;
    readonly daysLeft: number;
  } | null;
};

export type LdapTestEntry = {
  readonly dn: string;
  readonly uniqueId: string | null;
  readonly username: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly groups: readonly string[];
  /** The attributes it has, with the beginning of their values, to choose from when mapping. */
  readonly attributes: readonly { readonly name: string; readonly value: string }[];
};

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
