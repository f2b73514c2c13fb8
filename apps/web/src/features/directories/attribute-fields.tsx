import { Autocomplete } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LdapTestEntry } from 'wardkeep/contracts';
import type { DirectoryValues } from './directory-values';
import type { DirectoryForm } from './use-directory-form';
import classes from './directories.module.css';

type Attributes = DirectoryValues['config']['attributes'];
const FIELDS = [
  'username',
  'firstName',
  'lastName',
  'email',
  'uniqueId',
] as const satisfies readonly (keyof Attributes)[];

type FieldProps = {
  readonly form: DirectoryForm;
  readonly values: DirectoryValues;
  readonly entry: LdapTestEntry | null;
};

/** LDAP does not tell `sn` from `SN`. */
const valueIn = (entry: LdapTestEntry, attribute: string): string | null =>
  entry.attributes.find(({ name }) => name.toLowerCase() === attribute.trim().toLowerCase())?.value ?? null;

function Sample({ entry, attribute }: { readonly entry: LdapTestEntry; readonly attribute: string }) {
  const { t } = useTranslation('directories');
  const value = valueIn(entry, attribute);
  if (value === null) return <span className={classes.missing}>{t('test.missing')}</span>;
  return <span className={classes.sample}>{value}</span>;
}

export function AttributeField({ form, values, entry, field }: FieldProps & { readonly field: keyof Attributes }) {
  const { t } = useTranslation('directories');
  const label = t(`field.attributes.${field}`);
  return (
    <div className={classes.attribute}>
      <Autocomplete
        label={label}
        description={t(`help.attributes.${field}`)}
        classNames={{ input: 'mono' }}
        autoCapitalize="none"
        spellCheck={false}
        data={entry?.attributes.map(({ name }) => name) ?? []}
        withScrollArea={false}
        comboboxProps={{ shadow: 'md' }}
        key={form.key(`config.attributes.${field}`)}
        {...form.getInputProps(`config.attributes.${field}`)}
      />
      {entry && (
        <p className={classes.sampleCell}>
          <span className="visually-hidden">{t('sample.value', { field: label })}</span>
          <Sample entry={entry} attribute={values.config.attributes[field]} />
        </p>
      )}
    </div>
  );
}

/** Each field of a user beside the attribute it is read from and what that is in a real entry. */
export function AttributeFields(props: FieldProps) {
  const { t } = useTranslation('directories');
  const { entry } = props;
  return (
    <div className={classes.attributes}>
      {entry && (
        <p className={classes.sampleHead}>
          <span className="dimmed">{t('sample.from')}</span> <code>{entry.dn}</code>
        </p>
      )}
      {FIELDS.map((field) => (
        <AttributeField key={field} {...props} field={field} />
      ))}
    </div>
  );
}
