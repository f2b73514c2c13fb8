import { Type } from 'class-transformer';
import { IsBoolean, IsIn, IsInt, IsObject, IsOptional, Max, Min, ValidateIf, ValidateNested } from 'class-validator';
import { NAMING_FORMS, PASSWORD_MODES, SETTING_BOUNDS, type NamingForm, type PasswordMode } from './settings.js';

/** Present and not null: null gives the value back to what it comes from otherwise. */
const given = (_: object, value: unknown) => value !== undefined && value !== null;

function IsWhole(name: keyof typeof SETTING_BOUNDS): PropertyDecorator {
  const [least, most] = SETTING_BOUNDS[name];
  const decorators = [ValidateIf(given), IsInt(), Min(least), Max(most)];
  return (target, property) => decorators.forEach((decorate) => decorate(target, property));
}

function IsYesOrNo(): PropertyDecorator {
  const decorators = [ValidateIf(given), IsBoolean()];
  return (target, property) => decorators.forEach((decorate) => decorate(target, property));
}

export class PasswordSettingsDto {
  @ValidateIf(given) @IsIn(PASSWORD_MODES) readonly mode?: PasswordMode | null;
  @IsWhole('minLength') readonly minLength?: number | null;
  @IsWhole('maxLength') readonly maxLength?: number | null;
  @IsYesOrNo() readonly requireUpper?: boolean | null;
  @IsYesOrNo() readonly requireLower?: boolean | null;
  @IsYesOrNo() readonly requireDigit?: boolean | null;
  @IsYesOrNo() readonly requireSpecial?: boolean | null;
  @IsWhole('maxAgeDays') readonly maxAgeDays?: number | null;
  @IsWhole('history') readonly history?: number | null;
  @IsYesOrNo() readonly blocklist?: boolean | null;
  @IsYesOrNo() readonly temporaryPasswords?: boolean | null;
}

export class LockoutSettingsDto {
  @IsWhole('maxFailures') readonly maxFailures?: number | null;
  @IsWhole('windowMinutes') readonly windowMinutes?: number | null;
  @IsWhole('lockMinutes') readonly lockMinutes?: number | null;
  @IsWhole('addressSlowAfter') readonly addressSlowAfter?: number | null;
  @IsWhole('addressRefuseAfter') readonly addressRefuseAfter?: number | null;
}

export class SessionSettingsDto {
  @IsYesOrNo() readonly allowConcurrentLogin?: boolean | null;
  @IsWhole('maxConcurrent') readonly maxConcurrent?: number | null;
  @IsWhole('idleMinutes') readonly idleMinutes?: number | null;
  @IsWhole('absoluteMinutes') readonly absoluteMinutes?: number | null;
}

export class TwoFactorSettingsDto {
  @IsYesOrNo() readonly required?: boolean | null;
}

export class ReasonSettingsDto {
  @IsYesOrNo() readonly deleteUser?: boolean | null;
  @IsYesOrNo() readonly roleToAdministrator?: boolean | null;
  @IsYesOrNo() readonly resetTwoFactor?: boolean | null;
  @IsYesOrNo() readonly exportSensitive?: boolean | null;
}

/** Plain values; absent ones stay as they are, null ones go back to where they come from otherwise. */
export class UpdateSettingsDto {
  @IsOptional() @IsObject() @ValidateNested() @Type(() => PasswordSettingsDto) readonly passwords?: PasswordSettingsDto;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => LockoutSettingsDto) readonly lockout?: LockoutSettingsDto;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => SessionSettingsDto) readonly sessions?: SessionSettingsDto;
  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => TwoFactorSettingsDto)
  readonly twoFactor?: TwoFactorSettingsDto;
  @IsYesOrNo() readonly forgotPassword?: boolean | null;
  @ValidateIf(given) @IsIn(NAMING_FORMS) readonly naming?: NamingForm | null;
  @IsOptional() @IsObject() @ValidateNested() @Type(() => ReasonSettingsDto) readonly reasons?: ReasonSettingsDto;
}
