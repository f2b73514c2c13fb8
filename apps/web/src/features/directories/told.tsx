import { useTranslation } from 'react-i18next';
import type { LdapConfig, ProviderDetail } from 'wardkeep/contracts';
import { Section } from '../../components/section';
import { Entry, ToldEntries } from '../../components/told';
import { useFormats } from '../../lib/formats';
import { tlsOf } from './directory-values';

export function ConnectionTold({ provider }: { readonly provider: ProviderDetail }) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  const { config, secrets } = provider;
  return (
    <Section title={t('tab.connection')}>
      <ToldEntries>
        <Entry label={t('field.url')}>
          <code>{config.url}</code>
        </Entry>
        <Entry label={t('field.tls')}>{t(`tls.${tlsOf(config)}.name`)}</Entry>
        <Entry label={t('field.caCertificate')}>
          {t(config.caCertificate ? 'certificate.pasted' : 'certificate.system')}
        </Entry>
        <Entry label={t('field.bindDn')}>
          {config.bindDn ? <code>{config.bindDn}</code> : t('password.anonymous')}
        </Entry>
        <Entry label={t('field.bindPassword')}>
          {secrets.bindPassword && t('common:secret.setOn', { date: format.dateTime(secrets.bindPassword.setAt) })}
        </Entry>
        <Entry label={t('field.baseDn')}>
          <code>{config.baseDn}</code>
        </Entry>
        <Entry label={t('field.userFilter')}>
          <code>{config.userFilter}</code>
        </Entry>
      </ToldEntries>
    </Section>
  );
}

type MappingToldProps = { readonly config: LdapConfig; readonly roleName: (id: string) => string };

export function MappingTold({ config, roleName }: MappingToldProps) {
  const { t } = useTranslation('directories');
  const attributes = Object.entries(config.attributes) as [keyof LdapConfig['attributes'], string | null][];
  return (
    <Section title={t('tab.mapping')}>
      <ToldEntries>
        {attributes.map(([field, attribute]) => (
          <Entry key={field} label={t(`field.attributes.${field}`)}>
            {attribute && <code>{attribute}</code>}
          </Entry>
        ))}
        {config.groupRoles.map(({ group, roleId }) => (
          <Entry key={group} label={roleName(roleId)}>
            <code>{group}</code>
          </Entry>
        ))}
        <Entry label={t('field.defaultRoleId')}>
          {config.defaultRoleId === null ? t('role.readOnly') : roleName(config.defaultRoleId)}
        </Entry>
      </ToldEntries>
    </Section>
  );
}
