import { NumberInput, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LDAP_BOUNDS, type ProviderDetail } from 'wardkeep/contracts';
import { BindFields } from './bind-fields';
import { readAddress, urlOf, type DirectoryValues } from './directory-values';
import { TlsChoice } from './tls-choice';
import type { DirectoryForm } from './use-directory-form';
import layout from '../../components/layout.module.css';
import classes from './directories.module.css';

type FieldsProps = {
  readonly form: DirectoryForm;
  readonly values: DirectoryValues;
  /** Null while it is not there yet. */
  readonly provider: ProviderDetail | null;
};

const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const;
const PORTS = { ldaps: 636, starttls: 389, plain: 389 } as const;

function Address({ form, values }: FieldsProps) {
  const { t } = useTranslation('directories');
  const { tls } = values.config;
  const url = urlOf(values.config);
  /** A pasted URL says more than the host: its scheme chooses below. */
  const settle = () => {
    const read = readAddress(form.getValues().config.url, tls);
    if (read.address !== values.config.url) form.setFieldValue('config.url', read.address);
    if (read.tls !== tls) form.setFieldValue('config.tls', read.tls);
  };
  return (
    <TextInput
      label={t('field.url')}
      description={t('help.url', { port: PORTS[tls] })}
      placeholder="dc1.example.org"
      classNames={{ input: 'mono' }}
      {...plain}
      key={form.key('config.url')}
      {...form.getInputProps('config.url')}
      onBlur={settle}
      rightSectionWidth="auto"
      rightSection={url && <span className={classes.scheme}>{url.replace(/^(\w+).*/, '$1://')}</span>}
    />
  );
}

export function ServerFields(props: FieldsProps) {
  const { t } = useTranslation('directories');
  const { form, values } = props;
  return (
    <div className={layout.fields}>
      <TextInput
        label={t('field.name')}
        description={t('help.name')}
        autoComplete="off"
        key={form.key('name')}
        {...form.getInputProps('name')}
      />
      <Address {...props} />
      <TlsChoice form={form} tls={values.config.tls} />
      {values.config.tls !== 'plain' && (
        <Textarea
          label={t('field.optional', { field: t('field.caCertificate') })}
          description={t('help.caCertificate')}
          placeholder="-----BEGIN CERTIFICATE-----"
          autosize
          minRows={2}
          maxRows={8}
          classNames={{ input: 'mono' }}
          {...plain}
          key={form.key('config.caCertificate')}
          {...form.getInputProps('config.caCertificate')}
        />
      )}
    </div>
  );
}

export function AccountFields(props: FieldsProps) {
  return (
    <div className={layout.fields}>
      <BindFields {...props} />
    </div>
  );
}

function WholeNumber({ form, field }: { readonly form: DirectoryForm; readonly field: keyof typeof LDAP_BOUNDS }) {
  const { t } = useTranslation('directories');
  const [least, most] = LDAP_BOUNDS[field];
  return (
    <NumberInput
      label={t(`field.${field}`)}
      description={t(`help.${field}`)}
      suffix={field.endsWith('Ms') ? ' ms' : ''}
      min={least}
      max={most}
      clampBehavior="none"
      allowDecimal={false}
      allowNegative={false}
      hideControls
      key={form.key(`config.${field}`)}
      {...form.getInputProps(`config.${field}`)}
    />
  );
}

export function SearchFields({ form }: Pick<FieldsProps, 'form'>) {
  const { t } = useTranslation('directories');
  return (
    <div className={layout.fields}>
      <TextInput
        label={t('field.baseDn')}
        description={t('help.baseDn')}
        placeholder="ou=people,dc=example,dc=org"
        classNames={{ input: 'mono' }}
        {...plain}
        key={form.key('config.baseDn')}
        {...form.getInputProps('config.baseDn')}
      />
      <Textarea
        label={t('field.userFilter')}
        description={t('help.userFilter', { placeholder: '{username}' })}
        autosize
        minRows={1}
        maxRows={5}
        classNames={{ input: 'mono' }}
        {...plain}
        key={form.key('config.userFilter')}
        {...form.getInputProps('config.userFilter')}
      />
      <details className={layout.more}>
        <summary>{t('part.more')}</summary>
        <div className={layout.numbers}>
          <WholeNumber form={form} field="pageSize" />
          <WholeNumber form={form} field="connectTimeoutMs" />
          <WholeNumber form={form} field="timeoutMs" />
        </div>
      </details>
    </div>
  );
}
