import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsDefined,
  IsIn,
  IsOptional,
  IsUUID,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import type { AccessCheckReason, GrantChange, MissingReason, RoleRef, UserRef } from './access-terms.js';
import type { BuiltInRole } from './built-in-roles.js';
import { LIMITS } from './limits.js';
import { PageQueryDto } from './page.dto.js';
import { PERMISSIONS, type Permission, type Scope } from './permissions.js';
import type { Session } from './sessions.dto.js';
import type { TotpStatus } from './terms.js';
import { IsInstant, IsUsername } from './validators.js';

/** A permission somebody has, and the role that gives it. */
export type GrantedPermission = { readonly permission: Permission; readonly scope: Scope; readonly via: RoleRef };

/** A permission somebody has not, and who could change that. */
export type MissingPermission = {
  readonly permission: Permission;
  readonly because: MissingReason;
  /** Roles of the Domain that give it. */
  readonly roles: { readonly count: number; readonly first: readonly (RoleRef & { readonly scope: Scope })[] };
  /** Enabled users who may give it to this user, by another role or by a change of this one; counting stops at 1,000 a role. */
  readonly granters: { readonly count: number; readonly first: readonly UserRef[] };
};

/** The answer of `GET /users/{id}/access`: what a user may do, through which role, and what not. */
export type UserAccess = {
  readonly user: UserRef;
  readonly role: RoleRef & { readonly kind: BuiltInRole | null; readonly twoFactorRequired: boolean };
  /** Whether the user may use it now; a disabled user may do nothing. */
  readonly inEffect: boolean;
  readonly granted: readonly GrantedPermission[];
  readonly missing: readonly MissingPermission[];
};

/** Somebody whose role gives a permission. */
export type PermissionHolder = {
  readonly user: UserRef & { readonly firstName: string; readonly lastName: string; readonly enabled: boolean };
  readonly role: RoleRef;
  readonly scope: Scope;
};

export class PermissionHoldersQueryDto extends PageQueryDto {
  /** Only who has it at least this widely. */
  @IsOptional() @IsIn(['own', 'domain']) readonly scope?: 'own' | 'domain';
}

export class PreviewAccessDto {
  @IsUUID() readonly roleId!: string;
}

/** The answer of `POST /users/{id}/access/preview`: what another role would change for a user. */
export type AccessPreview = {
  readonly user: UserRef;
  readonly before: RoleRef;
  readonly after: RoleRef;
  readonly grants: readonly GrantChange[];
  /** Whether the user would have to set up a second factor first. */
  readonly mustEnrol: boolean;
  readonly makesAdministrator: boolean;
  /** Why the caller may not make this change; null when they may. */
  readonly blocked: string | null;
};

const PERMISSION_NAMES = PERMISSIONS.map(({ permission }) => permission);
const present = (_: object, value: unknown) => value !== undefined;

/** One question: the user by `userId` or by `username`, and whether the thing in question is the user's own. */
export class AccessQuestionDto {
  @ValidateIf(present) @IsUUID() readonly userId?: string;
  @ValidateIf(present) @IsUsername() readonly username?: string;
  @IsIn(PERMISSION_NAMES, { message: 'is no permission' }) readonly permission!: Permission;
  @ValidateIf(present) @IsBoolean() readonly own?: boolean;
}

/** One question, or up to 100 in `checks`. */
export class AccessCheckDto {
  @ValidateIf(present) @IsUUID() readonly userId?: string;
  @ValidateIf(present) @IsUsername() readonly username?: string;
  @ValidateIf(({ checks }: AccessCheckDto, value) => checks === undefined || value !== undefined)
  @IsIn(PERMISSION_NAMES, { message: 'is no permission' })
  readonly permission?: Permission;
  @ValidateIf(present) @IsBoolean() readonly own?: boolean;

  @ValidateIf(present)
  @IsDefined()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(LIMITS.accessChecks)
  @ValidateNested({ each: true })
  @Type(() => AccessQuestionDto)
  readonly checks?: AccessQuestionDto[];
}

export type AccessAnswer = {
  readonly allowed: boolean;
  /** How far the user's role lets the permission reach; null when it does not give it. */
  readonly scope: Scope | null;
  readonly because: AccessCheckReason;
};

/** The answers in the order of the questions. */
export type AccessAnswers = { readonly checks: readonly AccessAnswer[] };

export class AsOfQueryDto {
  @IsInstant() readonly at!: string;
}

/** The answer of `GET /users/{id}/as-of`: a user as it was at a time. */
export type UserAsOf = {
  readonly at: string;
  /** The version that was current then. */
  readonly version: number;
  readonly since: string;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly role: RoleRef & { readonly kind: BuiltInRole | null };
  /** What the role gave then; null when that is not known. Built-in roles: what the running release gives them. */
  readonly permissions: readonly GrantedPermission[] | null;
  /** False for a time from which nobody kept what the role gave. */
  readonly permissionsKnown: boolean;
  readonly totpStatus: TotpStatus;
  /** Those alive then, newest first, at most 100; null for who may not see sessions. */
  readonly sessions: readonly Session[] | null;
};
