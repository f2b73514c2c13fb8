import { Checkbox, NativeSelect, NumberInput, Textarea } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SAML_BINDINGS, SAML_BOUNDS } from 'wardkeep/contracts';
import { ChoiceCards } from '../../components/choice-cards';
import layout from '../../components/layout.module.css';
import { MetadataFile } from './metadata-file';
import type { FieldsProps } from './secret-field';
import { METADATA_WAYS } from './sso-values';
import { plain, TextField } from './text-field';

const SWITCHES = [
  'wantAssertionsSigned',
  'wantAssertionsEncrypted',
  'signRequests',
  'allowIdpInitiated',
  'allowSha1',
] as const;

type FormProps = Pick<FieldsProps, 'form'>;

function Certificate({ form, index }: FormProps & { readonly index: 0 | 1 }) {
  const { t } = useTranslation('sso');
  const field = index === 0 ? 'certificate' : 'nextCertificate';
  const path = `config.certificates.${index}`;
  const missing = index === 0 ? form.errors['config.certificates'] : undefined;
  return (
    <Textarea
      label={index === 0 ? t('field.certificate') : t('optional', { field: t('field.nextCertificate') })}
      description={t(`help.${field}`)}
      placeholder="-----BEGIN CERTIFICATE-----"
      autosize
      minRows={2}
      maxRows={8}
      classNames={{ input: 'mono' }}
      {...plain}
      key={form.key(path)}
      {...form.getInputProps(path)}
      error={form.errors[path] ?? missing}
    />
  );
}

function ByHand({ form }: FormProps) {
  const { t } = useTranslation('sso');
  return (
    <>
      <TextField form={form} field="entityId" placeholder="https://idp.example.org/saml" />
      <TextField form={form} field="ssoUrl" placeholder="https://idp.example.org/saml/sso" />
      <NativeSelect
        label={t('field.ssoBinding')}
        description={t('help.ssoBinding')}
        data={SAML_BINDINGS.map((value) => ({ value, label: t(`ssoBinding.${value}.name`) }))}
        key={form.key('config.ssoBinding')}
        {...form.getInputProps('config.ssoBinding')}
      />
      <TextField form={form} field="sloUrl" isOptional />
      <Certificate form={form} index={0} />
      <Certificate form={form} index={1} />
    </>
  );
}

/** How Wardkeep gets to know the identity provider: the way that keeps itself up to date first. */
export function SamlSource({ form, values }: FieldsProps) {
  const { t } = useTranslation('sso');
  const way = values.config.metadataWay;
  return (
    <div className={layout.fields}>
      <ChoiceCards
        label={t('field.metadataWay')}
        choices={METADATA_WAYS.map((value) => ({
          value,
          name: t(`metadataWay.${value}.name`),
          text: t(`metadataWay.${value}.text`),
        }))}
        value={way}
        onChange={(next) => form.setFieldValue('config.metadataWay', next)}
      />
      {way === 'url' && <TextField form={form} field="metadataUrl" placeholder="https://idp.example.org/metadata" />}
      {way === 'xml' && <MetadataFile form={form} values={values} />}
      {way === 'hand' && <ByHand form={form} />}
    </div>
  );
}

/** What is demanded of its answers; the safe choices are there already. */
export function SamlDemands({ form }: FormProps) {
  const { t } = useTranslation('sso');
  const [least, most] = SAML_BOUNDS.clockSkewSeconds;
  return (
    <div className={layout.fields}>
      {SWITCHES.map((field) => (
        <Checkbox
          key={form.key(`config.${field}`)}
          label={t(`field.${field}`)}
          description={t(`help.${field}`)}
          {...form.getInputProps(`config.${field}`, { type: 'checkbox' })}
        />
      ))}
      <details className={layout.more}>
        <summary>{t('part.moreSaml')}</summary>
        <div className={layout.fields}>
          <TextField form={form} field="nameIdFormat" isOptional />
          <NumberInput
            label={t('field.clockSkewSeconds')}
            description={t('help.clockSkewSeconds', { least, most })}
            min={least}
            max={most}
            clampBehavior="none"
            allowDecimal={false}
            allowNegative={false}
            hideControls
            key={form.key('config.clockSkewSeconds')}
            {...form.getInputProps('config.clockSkewSeconds')}
          />
        </div>
      </details>
    </div>
  );
}
