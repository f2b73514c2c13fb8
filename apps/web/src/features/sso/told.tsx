import { useTranslation } from 'react-i18next';
import type { ProviderDetail } from 'wardkeep/contracts';
import { Section } from '../../components/section';
import { Entry, ToldEntries } from '../../components/told';
import { useFormats } from '../../lib/formats';
import { useRoleName } from '../../lib/use-role-name';
import type { SsoProvider } from './queries';

function OidcEntries({ provider: { config, secrets } }: { readonly provider: ProviderDetail<'oidc'> }) {
  const { t } = useTranslation('sso');
  const format = useFormats();
  const secret = secrets.clientSecret ?? secrets.privateKey;
  return (
    <>
      <Entry label={t('field.issuer')}>
        <code>{config.issuer}</code>
      </Entry>
      <Entry label={t('field.clientId')}>
        <code>{config.clientId}</code>
      </Entry>
      <Entry label={t('field.tokenEndpointAuthMethod')}>
        {t(`tokenEndpointAuthMethod.${config.tokenEndpointAuthMethod}.name`)}
      </Entry>
      <Entry label={t('field.clientSecret')}>
        {secret && t('common:secret.setOn', { date: format.dateTime(secret.setAt) })}
      </Entry>
      <Entry label={t('field.scopes')}>
        <code>{config.scopes.join(' ')}</code>
      </Entry>
    </>
  );
}

function SamlEntries({ provider: { config } }: { readonly provider: ProviderDetail<'saml'> }) {
  const { t } = useTranslation('sso');
  const { metadataUrl, entityId, ssoUrl } = config;
  const demands = [
    'wantAssertionsSigned',
    'wantAssertionsEncrypted',
    'signRequests',
    'allowIdpInitiated',
    'allowSha1',
  ] as const;
  return (
    <>
      <Entry label={t('field.metadataUrl')}>{metadataUrl && <code>{metadataUrl}</code>}</Entry>
      <Entry label={t('field.entityId')}>{entityId && <code>{entityId}</code>}</Entry>
      <Entry label={t('field.ssoUrl')}>{ssoUrl && <code>{ssoUrl}</code>}</Entry>
      {demands.map((field) => (
        <Entry key={field} label={t(`field.${field}`)}>
          {t(config[field] ? 'common:yes' : 'common:no')}
        </Entry>
      ))}
    </>
  );
}

/** The connection, for who may only see it. */
export function ConnectionTold({ provider }: { readonly provider: SsoProvider }) {
  const { t } = useTranslation('sso');
  return (
    <Section title={t('tab.connection')}>
      <ToldEntries>
        {provider.kind === 'oidc' ? <OidcEntries provider={provider} /> : <SamlEntries provider={provider} />}
      </ToldEntries>
    </Section>
  );
}

/** The mapping, for who may only see it. */
export function MappingTold({ provider: { config } }: { readonly provider: SsoProvider }) {
  const { t } = useTranslation('sso');
  const roleName = useRoleName();
  const { attributes, groupRoles, whenNoRole, defaultRoleId, jit, reevaluateRole } = config;
  return (
    <Section title={t('tab.mapping')}>
      <ToldEntries>
        {(['username', 'firstName', 'lastName', 'email', 'groups'] as const).map((field) => (
          <Entry key={field} label={t(`field.attributes.${field}`)}>
            {attributes[field] && <code>{attributes[field]}</code>}
          </Entry>
        ))}
        {groupRoles.map(({ group, roleId }) => (
          <Entry key={group} label={roleName(roleId)}>
            <code>{group}</code>
          </Entry>
        ))}
        <Entry label={t('field.whenNoRole')}>
          {whenNoRole === 'deny'
            ? t('whenNoRole.deny.name')
            : defaultRoleId
              ? roleName(defaultRoleId)
              : t('readOnlyRole')}
        </Entry>
        <Entry label={t('field.jit')}>{t(jit ? 'common:yes' : 'common:no')}</Entry>
        <Entry label={t('field.reevaluateRole')}>{t(reevaluateRole ? 'common:yes' : 'common:no')}</Entry>
      </ToldEntries>
    </Section>
  );
}
