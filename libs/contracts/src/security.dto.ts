import { IsBoolean, IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { LoginMethodKind } from './terms.js';
import { LIMITS } from './limits.js';
import { RESET_METHODS, type GateRemedy, type SignInGate } from './security-terms.js';
import { IsPasswordText, IsPlainText } from './validators.js';

/** How an authenticator app is set up: shown once, kept only when a code confirms it. */
export type Enrolment = {
  /** Base32, for typing. */
  readonly secret: string;
  readonly issuer: string;
  readonly account: string;
  readonly otpauthUri: string;
  readonly qrSvg: string;
};

/** Shown once; each works once. */
export type RecoveryCodes = { readonly recoveryCodes: readonly string[] };

/** The second factor of one's own account. */
export type SecondFactorState = {
  readonly enrolled: boolean;
  readonly enrolledAt: string | null;
  readonly usedAt: string | null;
  readonly recoveryCodesLeft: number;
  /** Who asks for it; null when it is one's own choice. */
  readonly requiredBy: 'user' | 'role' | 'domain' | null;
};

export class SecondFactorDto {
  @IsString() @MaxLength(200) readonly challenge!: string;
  /** Six digits of the authenticator app; this or `recoveryCode`. */
  @IsOptional() @IsPlainText(20) readonly code?: string;
  @IsOptional() @IsPlainText(80) readonly recoveryCode?: string;
}

export class ChallengeDto {
  @IsString() @MaxLength(200) readonly challenge!: string;
}

export class ConfirmEnrolmentDto {
  @IsString() @MaxLength(200) readonly challenge!: string;
  @IsPlainText(20) readonly code!: string;
}

export class ConfirmOwnEnrolmentDto {
  @IsPlainText(20) readonly code!: string;
}

/** The current password, for what only its owner may do. */
export class OwnPasswordDto {
  @IsPasswordText() readonly password!: string;
}

export class ForgottenPasswordDto {
  @IsOptional() @IsPlainText(LIMITS.nameLength) readonly domain?: string;
  /** The username or the email. */
  @IsPlainText(LIMITS.nameLength) readonly username!: string;
}

export class ResetTokenDto {
  @IsString() @MaxLength(200) readonly token!: string;
}

export class ResetUserPasswordDto {
  @IsIn(RESET_METHODS) readonly method!: (typeof RESET_METHODS)[number];
}

export class SetPasswordDto {
  @IsPasswordText() readonly newPassword!: string;
}

export class RequirePasswordChangeDto {
  /** Whether the password is known to somebody else: then it ends the sessions too. */
  @IsOptional() @IsBoolean() readonly compromised?: boolean;
}

/** The answer of a reset by temporary password: shown once. */
export type TemporaryPassword = { readonly temporaryPassword: string; readonly expiresAt: string };

export type GateState = {
  readonly gate: SignInGate;
  /** `step`: the user gets through, with one more step. */
  readonly state: 'passed' | 'step' | 'shut';
  /** A code of why, such as `temporary-expired`; null when passed. */
  readonly because: string | null;
  /** When it opens or shuts by itself. */
  readonly until: string | null;
  readonly remedy: GateRemedy | null;
  /** Whether the caller may do it, and why not. */
  readonly remedyBlocked: string | null;
};

/** The answer of `GET /users/{id}/sign-in-check`. */
export type SignInCheck = {
  /** Whether the right password, and code where asked, would sign the user in now. */
  readonly canSignIn: boolean;
  readonly loginMethod: LoginMethodKind;
  readonly gates: readonly GateState[];
  readonly lockout: {
    readonly failures: number;
    readonly since: string | null;
    readonly lockedUntil: string | null;
    readonly maxFailures: number;
  };
  readonly secondFactor: SecondFactorState;
  readonly passwordChangedAt: string | null;
  readonly passwordExpiresAt: string | null;
  /** The newest refused sign-ins, from the audit trail; empty for who may not read it. */
  readonly refusals: readonly {
    readonly at: string;
    readonly reason: string;
    readonly address: string | null;
    readonly device: string | null;
  }[];
};
