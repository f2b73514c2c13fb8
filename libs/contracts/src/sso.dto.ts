import { Type } from 'class-transformer';
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
import { IsGroupRoles, type GroupRoleDto } from './group-role.dto.js';
import {
  OIDC_CLIENT_AUTHENTICATIONS,
  SAML_BINDINGS,
  SAML_BOUNDS,
  WHEN_NO_ROLE,
  type OidcClientAuthentication,
  type SamlBinding,
  type WhenNoRole,
} from './sso.js';
import { IsInstant, IsPlainText, Normalized } from './validators.js';

const given = (_: object, value: unknown) => value !== undefined && value !== null;
const ADDRESS = /^https?:\/\/[^\s/?#@]+(?:[/?][^\s#]*)?$/i;
const address = { message: 'use an address such as https://id.example.org', context: { code: 'address' } };
const claim = { message: 'name a claim', context: { code: 'claim' } };
const clientId = { message: 'write the client id', context: { code: 'client-id' } };
const ADDRESS_LENGTH = 2_000;
const CLAIM_LENGTH = 200;
const CERTIFICATE_LENGTH = 10_000;
const METADATA_LENGTH = 262_144;

export class SsoAttributesDto {
  @IsPlainText(CLAIM_LENGTH) @Matches(/\S/, claim) readonly username!: string;
  @IsPlainText(CLAIM_LENGTH) @Matches(/\S/, claim) readonly firstName!: string;
  @IsPlainText(CLAIM_LENGTH) @Matches(/\S/, claim) readonly lastName!: string;
  @ValidateIf(given) @IsPlainText(CLAIM_LENGTH) readonly email: string | null = null;
  @ValidateIf(given) @IsPlainText(CLAIM_LENGTH) readonly groups: string | null = null;
}

class SsoMappingDto {
  @IsDefined()
  @IsObject()
  @ValidateNested()
  @Type(() => SsoAttributesDto)
  readonly attributes!: SsoAttributesDto;

  @IsGroupRoles() readonly groupRoles?: readonly GroupRoleDto[];

  @IsOptional() @IsIn(WHEN_NO_ROLE) readonly whenNoRole?: WhenNoRole;
  @ValidateIf(given) @IsUUID() readonly defaultRoleId?: string | null;
  @IsOptional() @IsBoolean() readonly jit?: boolean;
  @IsOptional() @IsBoolean() readonly reevaluateRole?: boolean;
}

/** What an OpenID provider needs; what is left out has the value of `OIDC_DEFAULTS`. */
export class OidcConfigDto extends SsoMappingDto {
  @Normalized() @IsString() @MaxLength(ADDRESS_LENGTH) @Matches(ADDRESS, address) readonly issuer!: string;
  @Normalized() @IsPlainText(500) @Matches(/\S/, clientId) readonly clientId!: string;
  /** Absent keeps the one that is kept. */
  @ValidateIf(given) @IsString() @MaxLength(4_096) readonly clientSecret?: string | null;
  /** PEM (PKCS#8), with `private_key_jwt`; absent keeps the one that is kept. */
  @ValidateIf(given) @IsString() @MaxLength(CERTIFICATE_LENGTH) readonly privateKey?: string | null;
  @IsOptional() @IsIn(OIDC_CLIENT_AUTHENTICATIONS) readonly tokenEndpointAuthMethod?: OidcClientAuthentication;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(30)
  @Matches(/^[\x21\x23-\x5B\x5D-\x7E]{1,200}$/, {
    each: true,
    message: 'use words without spaces, such as openid',
    context: { code: 'scopes' },
  })
  readonly scopes?: readonly string[];

  @IsOptional() @IsBoolean() readonly requireVerifiedEmail?: boolean;
  @ValidateIf(given) @IsPlainText(200) readonly keyId?: string | null;
  @ValidateIf(given) @IsInstant() readonly secretExpiresAt?: string | null;
}

/** What a SAML identity provider needs; what is left out has the value of `SAML_DEFAULTS`. */
export class SamlConfigDto extends SsoMappingDto {
  @ValidateIf(given)
  @Normalized()
  @IsString()
  @MaxLength(ADDRESS_LENGTH)
  @Matches(ADDRESS, address)
  readonly metadataUrl?: string | null;

  @ValidateIf(given) @IsString() @MaxLength(METADATA_LENGTH) readonly metadataXml?: string | null;
  @ValidateIf(given) @IsPlainText(1_024) readonly entityId?: string | null;

  @ValidateIf(given)
  @Normalized()
  @IsString()
  @MaxLength(ADDRESS_LENGTH)
  @Matches(ADDRESS, address)
  readonly ssoUrl?: string | null;

  @IsOptional() @IsIn(SAML_BINDINGS) readonly ssoBinding?: SamlBinding;

  @ValidateIf(given)
  @Normalized()
  @IsString()
  @MaxLength(ADDRESS_LENGTH)
  @Matches(ADDRESS, address)
  readonly sloUrl?: string | null;

  @IsOptional()
  @IsArray()
  @ArrayMaxSize(4)
  @IsString({ each: true })
  @MaxLength(CERTIFICATE_LENGTH, { each: true })
  readonly certificates?: readonly string[];

  @IsOptional() @IsBoolean() readonly wantAssertionsSigned?: boolean;
  @IsOptional() @IsBoolean() readonly wantAssertionsEncrypted?: boolean;
  @IsOptional() @IsBoolean() readonly signRequests?: boolean;
  @IsOptional() @IsBoolean() readonly allowIdpInitiated?: boolean;
  @IsOptional() @IsBoolean() readonly allowSha1?: boolean;
  @ValidateIf(given) @IsPlainText(500) readonly nameIdFormat?: string | null;

  @IsOptional()
  @IsInt()
  @Min(SAML_BOUNDS.clockSkewSeconds[0])
  @Max(SAML_BOUNDS.clockSkewSeconds[1])
  readonly clockSkewSeconds?: number;
}

export class SsoStartQueryDto {
  /** Where to go afterwards: a path of the console; anything else leads to its beginning. */
  @IsOptional() @IsString() readonly returnTo?: string;
  /** The ticket of a test sign-in. */
  @IsOptional() @IsString() @MaxLength(200) readonly test?: string;
}

/** `returnTo`: where a test sign-in ends up in the console. A directory is tested at once and takes nothing. */
export class StartTestDto {
  @IsOptional() @IsString() @MaxLength(2_000) readonly returnTo?: string;
}

/** After `signOut` of somebody whose provider should hear of it too: where the browser is to go. */
export type SignOutResult = { readonly logoutUrl: string };
