import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { OIDC_CLIENT_AUTHENTICATIONS, type ProviderDetail } from 'wardkeep/contracts';
import layout from '../../components/layout.module.css';
import { SecretField, type FieldsProps } from './secret-field';
import { asksSecretAgain } from './sso-values';
import { plain, TextField } from './text-field';

type OidcProps = FieldsProps & {
  /** Null while it is not there yet. */
  readonly provider: ProviderDetail<'oidc'> | null;
  readonly issuerExample: string;
};

type SecretProps = FieldsProps & { readonly provider: OidcProps['provider'] };

const asksAgain = ({ provider, values }: SecretProps) => provider !== null && asksSecretAgain(provider, values.config);

function ClientSecret(props: SecretProps) {
  const { form, values, provider } = props;
  const { t } = useTranslation('sso');
  const setAt = provider?.secrets.clientSecret?.setAt ?? null;
  return (
    <>
      <SecretField
        key={setAt}
        form={form}
        values={values}
        field="clientSecret"
        setAt={setAt}
        asksAgain={asksAgain(props)}
      />
      <TextInput
        type="date"
        label={t('optional', { field: t('field.secretExpiresAt') })}
        description={t('help.secretExpiresAt')}
        key={form.key('config.secretExpiresAt')}
        {...form.getInputProps('config.secretExpiresAt')}
      />
    </>
  );
}

function ClientKey(props: SecretProps) {
  const { form, values, provider } = props;
  const setAt = provider?.secrets.privateKey?.setAt ?? null;
  return (
    <>
      <SecretField
        key={setAt}
        form={form}
        values={values}
        field="privateKey"
        setAt={setAt}
        asksAgain={asksAgain(props)}
      />
      <TextField form={form} field="keyId" isOptional />
    </>
  );
}

/** What an OpenID provider hands out when Wardkeep is registered there. */
export function OidcFields({ form, values, provider, issuerExample }: OidcProps) {
  const { t } = useTranslation('sso');
  const method = values.config.tokenEndpointAuthMethod;
  const Secret = method === 'private_key_jwt' ? ClientKey : ClientSecret;
  return (
    <div className={layout.fields}>
      <TextField form={form} field="issuer" placeholder={issuerExample} />
      <TextField form={form} field="clientId" />
      <Secret form={form} values={values} provider={provider} />
      <details className={layout.more}>
        <summary>{t('part.moreOidc')}</summary>
        <div className={layout.fields}>
          <NativeSelect
            label={t('field.tokenEndpointAuthMethod')}
            description={t('help.tokenEndpointAuthMethod')}
            data={OIDC_CLIENT_AUTHENTICATIONS.map((value) => ({
              value,
              label: t(`tokenEndpointAuthMethod.${value}.name`),
            }))}
            key={form.key('config.tokenEndpointAuthMethod')}
            {...form.getInputProps('config.tokenEndpointAuthMethod')}
          />
          <TextInput
            label={t('field.scopes')}
            description={t('help.scopes')}
            classNames={{ input: 'mono' }}
            {...plain}
            key={form.key('config.scopes')}
            {...form.getInputProps('config.scopes')}
          />
          <Checkbox
            label={t('field.requireVerifiedEmail')}
            description={t('help.requireVerifiedEmail')}
            key={form.key('config.requireVerifiedEmail')}
            {...form.getInputProps('config.requireVerifiedEmail', { type: 'checkbox' })}
          />
        </div>
      </details>
    </div>
  );
}
