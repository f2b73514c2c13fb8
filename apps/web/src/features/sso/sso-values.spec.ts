import { describe, expect, it } from '@jest/globals';
import {
  OIDC_DEFAULTS,
  OIDC_PRESETS,
  SAML_DEFAULTS,
  SAML_PRESETS,
  type OidcConfig,
  type Provider,
  type SamlConfig,
} from 'wardkeep/contracts';
import {
  asksSecretAgain,
  configOf,
  emptyProvider,
  toCreation,
  valuesOf,
  withPreset,
  type SsoValues,
} from './sso-values';

const ZONE = 'Europe/Zurich';

const oidc: OidcConfig = {
  ...OIDC_DEFAULTS,
  attributes: OIDC_PRESETS.okta.attributes,
  issuer: 'https://example.okta.com',
  clientId: 'wardkeep',
  scopes: ['openid', 'groups'],
  secretExpiresAt: '2027-03-31T22:00:00.000Z',
  groupRoles: [{ group: 'operators', roleId: '01a20000-0000-7000-8000-000000000001' }],
};
const saml: SamlConfig = {
  ...SAML_DEFAULTS,
  attributes: SAML_PRESETS.adfs.attributes,
  entityId: 'https://idp.example.org',
  ssoUrl: 'https://idp.example.org/sso',
  certificates: ['PEM 1'],
};

const changed = (values: SsoValues, change: Partial<SsoValues['config']>) => ({ ...values.config, ...change });

describe('the values of a provider', () => {
  it('lead back to what they were made of', () => {
    const ofOidc = valuesOf({ kind: 'oidc', name: 'Okta', config: oidc }, ZONE);
    expect(configOf('oidc', ofOidc.config, ZONE)).toEqual(oidc);
    expect(ofOidc.config.secretExpiresAt).toBe('2027-04-01');
    const ofSaml = valuesOf({ kind: 'saml', name: 'ADFS', config: saml }, ZONE);
    expect(configOf('saml', ofSaml.config, ZONE)).toEqual(saml);
    expect(ofSaml.config.metadataWay).toBe('hand');
  });

  it('keep what was read from the address of the metadata', () => {
    const read = { ...saml, metadataUrl: 'https://idp.example.org/metadata' };
    const values = valuesOf({ kind: 'saml', name: 'ADFS', config: read }, ZONE);
    expect(values.config.metadataWay).toBe('url');
    expect(configOf('saml', values.config, ZONE)).toEqual(read);
  });

  it('ask for the secret again where it would go elsewhere', () => {
    const kept = { clientSecret: { setAt: '2026-11-22T09:00:00.000Z' }, privateKey: null };
    const provider = { kind: 'oidc', name: 'Okta', config: oidc, secrets: kept } as unknown as Provider<'oidc'>;
    const values = valuesOf(provider, ZONE);
    const asks = (change: Partial<SsoValues['config']>, secrets: object = kept) =>
      asksSecretAgain({ ...provider, secrets } as Provider<'oidc'>, changed(values, change));
    expect(asks({ issuer: 'https://example.okta.com ', scopes: 'openid' })).toBe(false);
    expect(asks({ issuer: 'https://id.example.org' })).toBe(true);
    expect(asks({ clientId: 'other' })).toBe(true);
    expect(asks({ clientId: 'other' }, { clientSecret: null, privateKey: null })).toBe(false);
  });

  it.each([
    ['client_secret_basic', { clientSecret: 'new' }],
    ['private_key_jwt', { privateKey: 'PEM' }],
  ] as const)('send the secret of %s alone', (tokenEndpointAuthMethod, sent) => {
    const values = emptyProvider('oidc', 'generic');
    const typed = changed(values, { tokenEndpointAuthMethod, clientSecret: 'new', privateKey: 'PEM' });
    const { clientSecret, privateKey } = configOf('oidc', typed, ZONE) as {
      clientSecret?: string;
      privateKey?: string;
    };
    expect({ ...(clientSecret && { clientSecret }), ...(privateKey && { privateKey }) }).toEqual(sent);
  });

  it('send no secret that was not typed', () => {
    expect(configOf('oidc', emptyProvider('oidc', 'generic').config, ZONE)).not.toHaveProperty('clientSecret');
  });

  it('drop the group lines where no groups are read, and the default role where nobody gets it', () => {
    const values = valuesOf({ kind: 'oidc', name: 'Okta', config: oidc }, ZONE);
    const typed = changed(values, {
      attributes: { ...values.config.attributes, groups: ' ' },
      whenNoRole: 'deny',
      defaultRoleId: '01a20000-0000-7000-8000-000000000002',
    });
    expect(configOf('oidc', typed, ZONE)).toMatchObject({ groupRoles: [], defaultRoleId: null, whenNoRole: 'deny' });
  });

  it('are disabled at first, and change with the product but for what was typed', () => {
    const typed = { ...emptyProvider('oidc', 'generic'), name: ' Corp ' };
    const next = withPreset({ ...typed, config: changed(typed, { issuer: 'https://id.example.org' }) }, 'oidc', 'adfs');
    expect(toCreation('oidc', next, ZONE)).toMatchObject({
      kind: 'oidc',
      name: 'Corp',
      enabled: false,
      config: { issuer: 'https://id.example.org', attributes: OIDC_PRESETS.adfs.attributes },
    });
  });
});
