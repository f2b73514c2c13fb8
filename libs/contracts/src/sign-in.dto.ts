import { IsIn, IsOptional, IsString, IsUUID, Matches, MaxLength, ValidateIf } from 'class-validator';
import type { Banner } from './domains.dto.js';
import { LIMITS } from './limits.js';
import type { Session } from './sessions.dto.js';
import type { PasswordPolicy } from './settings.js';
import { LOCAL_ACCOUNT } from './terms.js';
import type { User } from './users.dto.js';
import { IsPasswordText, IsPlainText } from './validators.js';

export type SignInMethods = {
  readonly standard: true;
  readonly ldap: readonly { readonly id: string; readonly name: string }[];
  readonly sso: readonly {
    readonly id: string;
    readonly name: string;
    readonly protocol: 'saml' | 'oidc';
    readonly startUrl: string;
  }[];
  readonly forgotPassword: boolean;
  readonly banner: Banner | null;
};

export class MethodsQueryDto {
  @IsOptional() @IsPlainText(LIMITS.nameLength) readonly domain?: string;
}

/** `cookie` for browsers, `bearer` for scripts, which keep the token themselves. */
export type Delivery = 'cookie' | 'bearer';

export class SignInDto {
  /** The Domain's name; the Primary Domain when absent. */
  @IsOptional() @IsPlainText(LIMITS.nameLength) readonly domain?: string;
  /** The username or the email. */
  @IsPlainText(LIMITS.nameLength) @Matches(/./, { message: 'type the username or email' }) readonly username!: string;
  @IsPasswordText() readonly password!: string;
  /** A directory's id, or `local`; all of them are asked in their order when absent. */
  @IsOptional() @ValidateIf((_, value) => value !== LOCAL_ACCOUNT) @IsUUID() readonly providerId?: string;
  @IsOptional() @IsIn(['cookie', 'bearer']) readonly delivery: Delivery = 'cookie';
}

export class SignInPasswordDto {
  @IsString() @MaxLength(200) readonly challenge!: string;
  @IsPasswordText() readonly newPassword!: string;
}

export class PasswordResetDto {
  @IsString() @MaxLength(200) readonly token!: string;
  @IsPasswordText() readonly newPassword!: string;
}

export class ChangePasswordDto {
  @IsPasswordText() readonly currentPassword!: string;
  @IsPasswordText() readonly newPassword!: string;
}

export type SignedIn = {
  readonly status: 'signed_in';
  /** With `delivery: bearer` only. */
  readonly accessToken?: string;
  /** With `delivery: cookie` only. */
  readonly csrfToken?: string;
  readonly session: Session;
  readonly user: User;
  /** After an enrolment: shown once. */
  readonly recoveryCodes?: readonly string[];
};

export type NextStep = {
  readonly status: 'second_factor_required' | 'second_factor_enrolment_required' | 'password_change_required';
  readonly challenge: string;
  readonly expiresAt: string;
  /** Why a new password is asked for, and what it has to be; with `password_change_required` only. */
  readonly because?: PasswordChangeReason;
  readonly passwordPolicy?: PasswordPolicy;
  /** Of the enrolment that led here: shown once. */
  readonly recoveryCodes?: readonly string[];
};

export type PasswordChangeReason = 'temporary' | 'expired' | 'compromised' | 'policy';

/** Whom a reset or invitation link is for, and what the new password has to be. */
export type ResetLink = {
  readonly username: string;
  readonly domain: string;
  readonly purpose: 'invitation' | 'reset';
  readonly passwordPolicy: PasswordPolicy;
};

export type SignInResult = SignedIn | NextStep;
