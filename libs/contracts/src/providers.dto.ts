import { Type } from 'class-transformer';
import {
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
import { LIMITS } from './limits.js';
import { PageQueryDto } from './page.dto.js';
import {
  LDAP_BOUNDS,
  PROVIDER_KINDS,
  type LdapConfig,
  type LdapTestStep,
  type ProviderAction,
  type ProviderKind,
  type ProviderWarning,
} from './providers.js';
import type { Expiring, OidcConfig, OidcEndpoints, ProviderFailure, SamlConfig, SamlEndpoints } from './sso.js';
import { OidcConfigDto, SamlConfigDto } from './sso.dto.js';
import type { SyncRun } from './syncs.dto.js';
import { IsPlainText, IsTimeZone, Normalized } from './validators.js';

/** What is kept of each kind. */
export type ProviderConfigs = { readonly ldap: LdapConfig; readonly saml: SamlConfig; readonly oidc: OidcConfig };
export type ProviderConfig = ProviderConfigs[ProviderKind];

/** Since when a secret is kept; its value is never answered. */
type KeptSecret = { readonly setAt: string } | null;

type ProviderSecretsOf = {
  readonly ldap: { readonly bindPassword: KeptSecret };
  readonly saml: Readonly<Record<string, never>>;
  readonly oidc: { readonly clientSecret: KeptSecret; readonly privateKey: KeptSecret };
};

/** A provider of a Domain: a directory, unless another kind is named. */
export type Provider<Kind extends ProviderKind = 'ldap'> = Kind extends ProviderKind
  ? {
      readonly id: string;
      readonly kind: Kind;
      readonly name: string;
      readonly enabled: boolean;
      readonly config: ProviderConfigs[Kind];
      readonly secrets: ProviderSecretsOf[Kind];
      /** When a directory is read next. */
      readonly nextSyncAt: string | null;
      readonly version: number;
      readonly createdAt: string;
      readonly updatedAt: string;
    }
  : never;

type ProviderUse = {
  /** How many users come from it; counting stops at 10,000. */
  readonly users: number;
  /** Of a directory. */
  readonly lastSync: SyncRun | null;
};

/** What only identity providers have. */
type SsoUse = {
  readonly lastSignInAt: string | null;
  readonly lastFailure: Pick<ProviderFailure, 'at' | 'reason' | 'reference'> | null;
};

type SsoDetail<Endpoints> = SsoUse & {
  readonly endpoints: Endpoints;
  readonly expiring: readonly Expiring[];
  /** The newest first. */
  readonly failures: readonly ProviderFailure[];
};

type SsoDetails = {
  readonly ldap: object;
  readonly saml: SsoDetail<SamlEndpoints>;
  readonly oidc: SsoDetail<OidcEndpoints>;
};

/** `expires`: what has to be replaced first; null where nothing is known to end. */
type SsoGlance = SsoUse & { readonly expires: Expiring | null };
type Glances = { readonly ldap: object; readonly saml: SsoGlance; readonly oidc: SsoGlance };

export type ProviderDetail<Kind extends ProviderKind = 'ldap'> = Kind extends ProviderKind
  ? Provider<Kind> &
      ProviderUse &
      SsoDetails[Kind] & {
        /** Whether it is asked nothing for a while since it did not answer, and until when. */
        readonly outOfReachUntil: string | null;
        readonly warnings: readonly ProviderWarning[];
        readonly actions: readonly ProviderAction[];
        readonly blocked: Partial<Record<ProviderAction, string>>;
      }
  : never;

/** What an identity provider can be told of a provider that is added with this draft. */
export type ProviderDraft = {
  readonly draft: string;
  readonly expiresAt: string;
  readonly endpoints: { readonly oidc: OidcEndpoints; readonly saml: SamlEndpoints };
};

/** A provider of a list, with what is known of it at a glance. */
export type ProviderListItem<Kind extends ProviderKind = 'ldap'> = Kind extends ProviderKind
  ? Provider<Kind> & ProviderUse & Glances[Kind]
  : never;

const given = (_: object, value: unknown) => value !== undefined && value !== null;
const present = (_: object, value: unknown) => value !== undefined;
const DN_LENGTH = 2_000;
const FILTER_LENGTH = 2_000;
const ATTRIBUTE = /^[A-Za-z][A-Za-z0-9;.-]{0,99}$/;
const attribute = { message: 'use the name of an attribute, such as mail', context: { code: 'attribute' } };
const name = { message: 'write a name', context: { code: 'name' } };

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
  @IsPlainText(FILTER_LENGTH)
  @Matches(/\{dn\}/, { message: 'say where {dn} goes', context: { code: 'filter-dn' } })
  readonly filter!: string;
}

/** What a directory needs; what is left out has the value of `LDAP_DEFAULTS`. */
export class LdapConfigDto {
  @Normalized()
  @IsString()
  @MaxLength(500)
  @Matches(/^ldaps?:\/\/[^\s/?#@]+\/?$/i, {
    message: 'use an address such as ldaps://dc1.example.org:636',
    context: { code: 'ldap-address' },
  })
  readonly url!: string;

  @IsOptional() @IsBoolean() readonly startTls?: boolean;
  @ValidateIf(given) @IsString() @MaxLength(50_000) readonly caCertificate?: string | null;
  @ValidateIf(given) @IsPlainText(DN_LENGTH) readonly bindDn?: string | null;
  /** Absent keeps the one that is kept; null forgets it. */
  @ValidateIf(given) @IsString() @MaxLength(1_024) readonly bindPassword?: string | null;
  @IsPlainText(DN_LENGTH) readonly baseDn!: string;
  @IsPlainText(FILTER_LENGTH)
  @Matches(/\{username\}/, { message: 'say where {username} goes', context: { code: 'filter-username' } })
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

  @IsGroupRoles() readonly groupRoles?: readonly GroupRoleDto[];

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

export type ProviderConfigDto = LdapConfigDto | SamlConfigDto | OidcConfigDto;

const CONFIG_DTOS = { ldap: LdapConfigDto, saml: SamlConfigDto, oidc: OidcConfigDto } as const;
/** Fields by which a configuration shows its kind. */
const MARKS: readonly (readonly [field: string, kind: ProviderKind])[] = [
  ['url', 'ldap'],
  ['baseDn', 'ldap'],
  ['issuer', 'oidc'],
  ['clientId', 'oidc'],
  ['metadataUrl', 'saml'],
  ['metadataXml', 'saml'],
  ['entityId', 'saml'],
  ['ssoUrl', 'saml'],
  ['certificates', 'saml'],
];

/** Which class a configuration is checked by: of the kind that is named beside it, else of the kind it looks like. */
function configDto({ object }: { readonly object: unknown }) {
  const { kind, config } = object as { readonly kind?: unknown; readonly config?: unknown };
  const named = PROVIDER_KINDS.find((known) => known === kind);
  const fields = typeof config === 'object' && config !== null ? config : {};
  const shown = MARKS.find(([field]) => Object.hasOwn(fields, field))?.[1];
  return CONFIG_DTOS[named ?? shown ?? 'ldap'];
}

const ConfigOfKind = () => Type((help) => configDto(help ?? { object: {} }));

export class CreateProviderDto<Config extends ProviderConfigDto = LdapConfigDto> {
  @IsIn(PROVIDER_KINDS) readonly kind!: ProviderKind;
  @Normalized() @IsPlainText(100) @Matches(/\S/, name) readonly name!: string;
  @IsOptional() @IsBoolean() readonly enabled?: boolean;
  @IsDefined() @IsObject() @ValidateNested() @ConfigOfKind() readonly config!: Config;
  /** Gives it the addresses that were told with the draft. */
  @IsOptional() @IsString() @MaxLength(1_000) readonly draft?: string;
}

/** `config` replaces the whole of it, but for a secret that is left out. */
export class UpdateProviderDto<Config extends ProviderConfigDto = LdapConfigDto> {
  @ValidateIf(present)
  @Normalized()
  @IsPlainText(100)
  @Matches(/\S/, name)
  readonly name?: string;
  @IsOptional() @IsObject() @ValidateNested() @ConfigOfKind() readonly config?: Config;
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
