import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  IsUUID,
  Matches,
  ValidateBy,
  ValidateIf,
  ValidateNested,
  type ValidationArguments,
} from 'class-validator';
import type { BuiltInRole } from './built-in-roles.js';
import { LIMITS } from './limits.js';
import { PERMISSIONS, scopesInRoles, type Grant, type Permission } from './permissions.js';
import type { RoleAction } from './terms.js';
import { IsPlainText, Normalized, OneSpaced } from './validators.js';

export type Role = {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly builtIn: boolean;
  /** Which built-in role it is; null for a custom one. */
  readonly kind: BuiltInRole | null;
  readonly permissions: readonly Grant[];
  readonly twoFactorRequired: boolean;
  /** How many users hold it; counting stops at 10,000. */
  readonly holders: number;
  /** Whether the caller may give this role to users. */
  readonly assignable: boolean;
  readonly version: number;
};

/** A single role also says what the caller may do to it, and why not. */
export type RoleDetail = Role & {
  readonly actions: readonly RoleAction[];
  readonly blocked: Partial<Record<RoleAction, string>>;
};

/** A role to copy into a Domain. */
export type RoleTemplate = {
  readonly key: string;
  /** The governed system it is for. */
  readonly system: string;
  readonly name: string;
  readonly description: string;
  readonly permissions: readonly Grant[];
  readonly twoFactorRequired: boolean;
};

/** A template with whether the caller may make a role of it, and whether a role of that name exists. */
export type OfferedRoleTemplate = RoleTemplate & { readonly creatable: boolean; readonly exists: boolean };

const PERMISSION_NAMES = PERMISSIONS.map(({ permission }) => permission);
const present = (_: object, value: unknown) => value !== undefined;

/** The scopes that a role of a Domain may give a permission with; `all` is the System Administrator's alone. */
const IsScopeOfPermission = () =>
  ValidateBy({
    name: 'isScopeOfPermission',
    validator: {
      validate: (value: unknown, args?: ValidationArguments) =>
        scopesInRoles((args?.object as Grant).permission).some((scope) => scope === value),
      defaultMessage: () => 'is no scope that a role can give this permission with',
    },
  });

export class GrantDto {
  @IsIn(PERMISSION_NAMES, { message: 'is no permission' }) readonly permission!: Permission;
  @IsScopeOfPermission() readonly scope!: 'own' | 'domain';
}

const RoleName = (): PropertyDecorator => (target, property) => {
  Normalized()(target, property);
  OneSpaced()(target, property);
  IsPlainText(LIMITS.roleNameLength)(target, property);
  Matches(/\S/, { message: 'write a name' })(target, property);
};

const Description = (): PropertyDecorator => (target, property) => {
  Normalized()(target, property);
  IsPlainText(LIMITS.descriptionLength)(target, property);
};

const Grants = (): PropertyDecorator => (target, property) => {
  IsArray()(target, property);
  ArrayMaxSize(PERMISSIONS.length)(target, property);
  ArrayUnique(({ permission }: Grant) => permission, { message: 'names a permission twice' })(target, property);
  ValidateNested({ each: true })(target, property);
  Type(() => GrantDto)(target, property);
};

/** A new role of the Domain; copying is creating with what was copied. */
export class CreateRoleDto {
  @RoleName() readonly name!: string;
  @ValidateIf(present) @Description() readonly description?: string;
  @Grants() readonly permissions!: GrantDto[];
  @ValidateIf(present) @IsBoolean() readonly twoFactorRequired?: boolean;
}

/** A change to a role; absent fields stay. `permissions` is the whole list. The version travels in `If-Match`. */
export class UpdateRoleDto {
  @ValidateIf(present) @RoleName() readonly name?: string;
  @ValidateIf(present) @Description() readonly description?: string;
  @ValidateIf(present) @Grants() readonly permissions?: GrantDto[];
  @ValidateIf(present) @IsBoolean() readonly twoFactorRequired?: boolean;
}

export class DeleteRoleQueryDto {
  /** The role that the holders are given instead; without it a role that somebody holds stays. */
  @IsOptional() @IsUUID() readonly moveTo?: string;
  @IsOptional() @IsIn(['true', 'false']) readonly dryRun?: 'true' | 'false';
}

export type DeletedRole = { readonly movedUsers: number };
