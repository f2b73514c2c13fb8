import type { GroupRole } from './providers.js';

/** The words of single sign-on: SAML 2.0 and OpenID Connect. */
export const SSO_PROTOCOLS = ['saml', 'oidc'] as const;
export type SsoProtocol = (typeof SSO_PROTOCOLS)[number];

/** What becomes of those whose groups map to no role. */
export const WHEN_NO_ROLE = ['deny', 'default'] as const;
export type WhenNoRole = (typeof WHEN_NO_ROLE)[number];

/** Which claim or attribute says what; `a.b` stands for `b` inside of `a` where there is none called `a.b`. */
export type SsoAttributes = {
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Null: no email is taken. */
  readonly email: string | null;
  readonly groups: string | null;
};

/** What an identity provider may make of people, whatever it speaks. */
export type SsoMapping = {
  readonly attributes: SsoAttributes;
  readonly groupRoles: readonly GroupRole[];
  readonly whenNoRole: WhenNoRole;
  /** With `whenNoRole: default`; null: Read-only. */
  readonly defaultRoleId: string | null;
  /** Whether a first sign-in makes a user. */
  readonly jit: boolean;
  /** Whether the role follows the groups at each sign-in, and not only at the first. */
  readonly reevaluateRole: boolean;
};

export const OIDC_CLIENT_AUTHENTICATIONS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;
export type OidcClientAuthentication = (typeof OIDC_CLIENT_AUTHENTICATIONS)[number];

/** How an OpenID provider is reached; its client secret or private key is kept apart and never answered. */
export type OidcConfig = SsoMapping & {
  readonly issuer: string;
  readonly clientId: string;
  readonly tokenEndpointAuthMethod: OidcClientAuthentication;
  readonly scopes: readonly string[];
  /** Takes an email only where the provider says that it is verified; otherwise it is left out only where it says no. */
  readonly requireVerifiedEmail: boolean;
  /** By which name the provider knows our key, with `private_key_jwt`. */
  readonly keyId: string | null;
  /** When the provider stops taking the client secret; null: never, or not known. */
  readonly secretExpiresAt: string | null;
};

/** How the browser brings a request to sign in: in the address, or in a form. */
export const SAML_BINDINGS = ['redirect', 'post'] as const;
export type SamlBinding = (typeof SAML_BINDINGS)[number];

/**
 * How a SAML identity provider is reached. With `metadataUrl` or `metadataXml` the entity id, addresses and certificates
 * are what its metadata says; without, they are typed.
 */
export type SamlConfig = SsoMapping & {
  readonly metadataUrl: string | null;
  readonly metadataXml: string | null;
  readonly entityId: string | null;
  readonly ssoUrl: string | null;
  readonly ssoBinding: SamlBinding;
  readonly sloUrl: string | null;
  /** PEM; two at once while the provider changes its key. */
  readonly certificates: readonly string[];
  readonly wantAssertionsSigned: boolean;
  readonly wantAssertionsEncrypted: boolean;
  readonly signRequests: boolean;
  readonly allowIdpInitiated: boolean;
  /** For providers that can do no better; SHA-1 is broken. */
  readonly allowSha1: boolean;
  /** Null: any. */
  readonly nameIdFormat: string | null;
  readonly clockSkewSeconds: number;
};

/** Least and most of each number. */
export const SAML_BOUNDS = { clockSkewSeconds: [0, 60] } as const;

export const SSO_DEFAULTS = {
  groupRoles: [],
  whenNoRole: 'default',
  defaultRoleId: null,
  jit: true,
  reevaluateRole: false,
} as const satisfies Partial<SsoMapping>;

export const OIDC_DEFAULTS = {
  ...SSO_DEFAULTS,
  tokenEndpointAuthMethod: 'client_secret_basic',
  scopes: ['openid', 'profile', 'email'],
  requireVerifiedEmail: false,
  keyId: null,
  secretExpiresAt: null,
} as const satisfies Partial<OidcConfig>;

export const SAML_DEFAULTS = {
  ...SSO_DEFAULTS,
  metadataUrl: null,
  metadataXml: null,
  entityId: null,
  ssoUrl: null,
  ssoBinding: 'redirect',
  sloUrl: null,
  certificates: [],
  wantAssertionsSigned: true,
  wantAssertionsEncrypted: false,
  signRequests: true,
  allowIdpInitiated: false,
  allowSha1: false,
  nameIdFormat: null,
  clockSkewSeconds: 30,
} as const satisfies Partial<SamlConfig>;

/** What an administrator copies into the identity provider. */
export type OidcEndpoints = {
  readonly redirectUri: string;
  readonly postLogoutRedirectUri: string;
  readonly backChannelLogoutUri: string;
  /** Leads to the provider and back: the address behind the button. */
  readonly startUrl: string;
};

export type SamlEndpoints = {
  readonly entityId: string;
  readonly acsUrl: string;
  readonly sloUrl: string;
  readonly metadataUrl: string;
  readonly startUrl: string;
};

export const EXPIRING_THINGS = ['client-secret', 'idp-certificate', 'sp-certificate'] as const;
/** Something that the provider or Wardkeep must replace in time. */
export type Expiring = {
  readonly what: (typeof EXPIRING_THINGS)[number];
  /** Which one of several: the subject or fingerprint of a certificate. */
  readonly name: string;
  readonly expiresAt: string;
  readonly daysLeft: number;
};

/** A sign-in that failed, as the provider's page shows it. */
export type ProviderFailure = {
  readonly id: string;
  readonly at: string;
  /** What whoever was refused was shown. */
  readonly reference: string;
  readonly reason: SsoRefusal;
  /** What exactly was wrong, for administrators alone. */
  readonly detail: string;
  /** Whom the provider vouched for, as far as that was read. */
  readonly subject: string | null;
  readonly address: string | null;
  readonly requestId: string | null;
};

/** Why somebody who comes from an identity provider is not signed in. */
export const SSO_REFUSALS = [
  'state-missing',
  'state-unknown',
  'other-browser',
  'other-provider',
  'provider-error',
  'provider-unavailable',
  'provider-disabled',
  'answer-malformed',
  'answer-too-large',
  'not-signed',
  'signature-invalid',
  'algorithm-refused',
  'issuer-mismatch',
  'audience-mismatch',
  'recipient-mismatch',
  'destination-mismatch',
  'response-mismatch',
  'nonce-mismatch',
  'subject-mismatch',
  'subject-missing',
  'subject-transient',
  'subject-encrypted',
  'not-encrypted',
  'expired',
  'not-yet-valid',
  'replayed',
  'unsolicited',
  'code-refused',
  'username-taken',
  'email-taken',
  'no-username',
  'invalid-username',
  'invalid-name',
  'invalid-email',
  'name-missing',
  'no-role',
  'not-provisioned',
  'disabled',
  'domain-disabled',
  'other',
] as const;
export type SsoRefusal = (typeof SSO_REFUSALS)[number];

/** What a test sign-in does, in this order; what follows a failed step is not tried. */
export const SSO_TEST_STEPS = ['start', 'answer', 'verify', 'map', 'account'] as const;
export type SsoTestStep = (typeof SSO_TEST_STEPS)[number];

export const SSO_TEST_STATES = ['waiting', 'succeeded', 'failed', 'expired'] as const;
export type SsoTestState = (typeof SSO_TEST_STATES)[number];

/** A test that was begun: `url` is to be opened in a browser, once. */
export type SsoTestStarted = { readonly testId: string; readonly url: string; readonly expiresAt: string };

export const SSO_RAW_PARTS = ['response', 'assertion', 'id-token', 'user-info'] as const;
/** Something that came from the provider, as it came: XML of SAML, JSON of OpenID Connect; bounded, without secrets. */
export type SsoRawPart = { readonly name: (typeof SSO_RAW_PARTS)[number]; readonly text: string };

export type SsoTestResult = {
  readonly id: string;
  readonly state: SsoTestState;
  readonly startedAt: string;
  readonly steps: readonly { readonly name: SsoTestStep; readonly ok: boolean; readonly detail: string }[];
  /** What arrived, without what could be used again. */
  readonly claims: readonly { readonly name: string; readonly value: string }[];
  readonly raw: readonly SsoRawPart[];
  readonly mapped: {
    readonly subject: string;
    readonly username: string | null;
    readonly firstName: string | null;
    readonly lastName: string | null;
    readonly email: string | null;
    readonly groups: readonly string[];
  } | null;
  /** The role that the groups give; null: none. */
  readonly role: { readonly id: string; readonly name: string } | null;
  /** What a sign-in would have done. */
  readonly outcome: 'new-user' | 'known-user' | 'refused' | null;
  readonly because: SsoRefusal | null;
};
