import type { OidcConfig, SsoAttributes } from './sso.js';

/** What the products for single sign-on have in common with their own kind. */
export const SSO_PRESET_NAMES = ['generic', 'entra', 'okta', 'google', 'keycloak', 'adfs'] as const;
export type SsoPresetName = (typeof SSO_PRESET_NAMES)[number];

export type OidcPreset = Pick<OidcConfig, 'attributes' | 'scopes'> & {
  /** How an issuer of this product looks. */
  readonly issuerExample: string;
};

const STANDARD_CLAIMS = {
  username: 'preferred_username',
  firstName: 'given_name',
  lastName: 'family_name',
  email: 'email',
  groups: 'groups',
} as const;

/** What the products have in common with their own kind. */
export const OIDC_PRESETS = {
  generic: {
    attributes: STANDARD_CLAIMS,
    scopes: ['openid', 'profile', 'email'],
    issuerExample: 'https://id.example.org',
  },
  entra: {
    attributes: STANDARD_CLAIMS,
    scopes: ['openid', 'profile', 'email'],
    issuerExample: 'https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/v2.0',
  },
  okta: {
    attributes: STANDARD_CLAIMS,
    scopes: ['openid', 'profile', 'email', 'groups'],
    issuerExample: 'https://example.okta.com',
  },
  google: {
    attributes: { ...STANDARD_CLAIMS, username: 'email', groups: null },
    scopes: ['openid', 'profile', 'email'],
    issuerExample: 'https://accounts.google.com',
  },
  keycloak: {
    attributes: STANDARD_CLAIMS,
    scopes: ['openid', 'profile', 'email'],
    issuerExample: 'https://keycloak.example.org/realms/example',
  },
  adfs: {
    attributes: { ...STANDARD_CLAIMS, username: 'upn', groups: 'group' },
    scopes: ['openid', 'profile', 'email', 'allatclaims'],
    issuerExample: 'https://adfs.example.org/adfs',
  },
} as const satisfies Record<SsoPresetName, OidcPreset>;

const WS_CLAIMS = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims';
const MS_CLAIMS = 'http://schemas.microsoft.com/ws/2008/06/identity/claims';

/** `NameID` stands for the subject itself. */
export const SAML_PRESETS = {
  generic: {
    attributes: {
      username: 'uid',
      firstName: 'givenName',
      lastName: 'sn',
      email: 'mail',
      groups: 'groups',
    },
  },
  entra: {
    attributes: {
      username: `${WS_CLAIMS}/name`,
      firstName: `${WS_CLAIMS}/givenname`,
      lastName: `${WS_CLAIMS}/surname`,
      email: `${WS_CLAIMS}/emailaddress`,
      groups: `${MS_CLAIMS}/groups`,
    },
  },
  okta: {
    attributes: {
      username: 'login',
      firstName: 'firstName',
      lastName: 'lastName',
      email: 'email',
      groups: 'groups',
    },
  },
  google: {
    attributes: {
      username: 'NameID',
      firstName: 'firstName',
      lastName: 'lastName',
      email: 'email',
      groups: 'groups',
    },
  },
  keycloak: {
    attributes: {
      username: 'username',
      firstName: 'firstName',
      lastName: 'lastName',
      email: 'email',
      groups: 'Role',
    },
  },
  adfs: {
    attributes: {
      username: `${WS_CLAIMS}/upn`,
      firstName: `${WS_CLAIMS}/givenname`,
      lastName: `${WS_CLAIMS}/surname`,
      email: `${WS_CLAIMS}/emailaddress`,
      groups: 'http://schemas.xmlsoap.org/claims/Group',
    },
  },
} as const satisfies Record<SsoPresetName, { readonly attributes: SsoAttributes }>;
