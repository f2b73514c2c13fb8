import { Type } from 'class-transformer';
import { IsBoolean, IsEmail, IsIn, IsInt, IsOptional, IsUUID, Max, MaxLength, Min, ValidateIf } from 'class-validator';
import { LANGUAGES, LIMITS, type Language } from './limits.js';
import { IsCursor, IsPageLimit, PageQueryDto, WholeNumber } from './page.dto.js';
import {
  IsInstant,
  IsPasswordText,
  IsPersonName,
  IsPhone,
  IsPlainText,
  IsTimeZone,
  IsUsername,
  Normalized,
} from './validators.js';
import {
  LOGIN_METHODS,
  type LoginMethodKind,
  USER_STATUSES,
  type UserStatus,
  TOTP_STATUSES,
  type TotpStatus,
  type UserAction,
  USER_SORTS,
  type UserSort,
  INITIAL_PASSWORDS,
} from './terms.js';

export type User = {
  readonly id: string;
  readonly domainId: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly role: { readonly id: string; readonly name: string };
  readonly loginMethod: LoginMethodKind;
  readonly source: string;
  readonly enabled: boolean;
  readonly status: UserStatus;
  readonly twoFactorRequired: boolean;
  readonly totpStatus: TotpStatus;
  readonly lockedUntil: string | null;
  readonly mustChangePassword: boolean;
  readonly passwordChangedAt: string | null;
  readonly passwordExpiresAt: string | null;
  readonly lastLoginAt: string | null;
  readonly timeZone: string | null;
  readonly language: Language | null;
  readonly emailNotifications: boolean;
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
};

/** A single user also says what the caller may do to it, and why not. */
export type UserDetail = User & {
  readonly actions: readonly UserAction[];
  readonly blocked: Partial<Record<UserAction, string>>;
};

export type CreatedUser = UserDetail & { readonly temporaryPassword?: string };
/** What ended with a user's access. */
export type EndedAccess = { readonly endedSessions: number; readonly endedTokens: number };
export type DisabledUser = EndedAccess & { readonly user: UserDetail };

export const USER_ORDERS = USER_SORTS.flatMap((field) => [field, `-${field}`]);

/** Which users: all of these conditions together. */
export class UserFiltersDto {
  @IsOptional() @IsPlainText(LIMITS.searchLength) readonly q?: string;
  @IsOptional() @IsUUID() readonly roleId?: string;
  @IsOptional() @IsIn(USER_STATUSES) readonly status?: UserStatus;
  @IsOptional() @IsIn(LOGIN_METHODS) readonly loginMethod?: LoginMethodKind;
  @IsOptional() @IsPlainText(255) readonly source?: string;
  @IsOptional() @IsIn(TOTP_STATUSES) readonly totpStatus?: TotpStatus;
  @IsOptional() @IsInstant() readonly lastLoginBefore?: string;
  @IsOptional() @IsInstant() readonly lastLoginAfter?: string;
  @IsOptional() @IsIn(['true', 'false']) readonly neverSignedIn?: 'true' | 'false';
  @IsOptional() @IsIn(['true', 'false']) readonly enabled?: 'true' | 'false';
  /** Standard users whose password was set before then; whoever has none is not among them. */
  @IsOptional() @IsInstant() readonly passwordChangedBefore?: string;
  /** The same, counted in days from now. */
  @IsOptional() @WholeNumber() @IsInt() @Min(1) @Max(36_500) readonly passwordOlderThanDays?: number;
}

/** How a list of users is sorted; a minus sign turns it around. */
export type UserOrder = UserSort | `-${UserSort}`;

export class UsersQueryDto extends UserFiltersDto {
  @IsOptional() @IsIn(USER_ORDERS) readonly sort: UserOrder = 'username';
  @IsPageLimit() readonly limit: number = LIMITS.defaultPageSize;
  @IsCursor() readonly cursor?: string;
}

const present = (_: object, value: unknown) => value !== undefined;

/** Fields that a user and its administrators may both change. */
class ProfileFieldsDto {
  @ValidateIf((_, value) => value !== null && value !== undefined) @IsPhone() readonly phone?: string | null;
  @ValidateIf((_, value) => value !== null && value !== undefined) @IsTimeZone() readonly timeZone?: string | null;
  @ValidateIf((_, value) => value !== null && value !== undefined) @IsIn(LANGUAGES) readonly language?: Language | null;
  @ValidateIf(present) @IsBoolean() readonly emailNotifications?: boolean;
}

class UserFieldsDto extends ProfileFieldsDto {
  @Normalized()
  @ValidateIf((_, value) => value !== null && value !== undefined)
  @IsEmail({}, { message: 'use an address such as name@example.org' })
  @MaxLength(LIMITS.emailLength)
  readonly email?: string | null;

  @ValidateIf(present) @IsBoolean() readonly twoFactorRequired?: boolean;
}

/** A new user. Without `password`, `initialPassword` says how the user gets one; `temporary` when both are absent. */
export class CreateUserDto extends UserFieldsDto {
  @IsUsername() readonly username!: string;
  @Normalized() @IsPersonName() readonly firstName!: string;
  @Normalized() @IsPersonName() readonly lastName!: string;
  @IsUUID() readonly roleId!: string;
  @ValidateIf(present) @IsPasswordText() readonly password?: string;
  @ValidateIf(present) @IsIn(INITIAL_PASSWORDS) readonly initialPassword?: (typeof INITIAL_PASSWORDS)[number];
  /** Whether the new user gets a mail that tells where to sign in. */
  @ValidateIf(present) @IsBoolean() readonly notify?: boolean;
}

/** A change to a user; absent fields stay as they are. The version it is based on travels in `If-Match`. */
export class UpdateUserDto extends UserFieldsDto {
  @ValidateIf(present) @Normalized() @IsPersonName() readonly firstName?: string;
  @ValidateIf(present) @Normalized() @IsPersonName() readonly lastName?: string;
  @ValidateIf(present) @IsUUID() readonly roleId?: string;
}

/** What one may change of one's own account. */
export class UpdateProfileDto extends ProfileFieldsDto {
  @ValidateIf(present) @Normalized() @IsPersonName() readonly firstName?: string;
  @ValidateIf(present) @Normalized() @IsPersonName() readonly lastName?: string;
}

/** What a deletion may carry: the username as typed, which the server compares. */
export class DeleteUserQueryDto {
  @IsOptional() @IsPlainText(LIMITS.nameLength) readonly confirm?: string;
  @IsOptional() @IsIn(['true', 'false']) readonly dryRun?: 'true' | 'false';
}

export type UserVersion = {
  readonly version: number;
  readonly at: string;
  readonly actor: { readonly id: string; readonly username: string } | null;
  readonly changes: readonly { readonly field: string; readonly before: unknown; readonly after: unknown }[];
};

/** One version, with every field as it was then. */
export type UserVersionDetail = UserVersion & { readonly fields: Readonly<Record<string, unknown>> };

export class HistoryQueryDto extends PageQueryDto {
  @IsOptional() @Type(() => String) @IsIn(['-version', 'version']) readonly sort: '-version' | 'version' = '-version';
}
