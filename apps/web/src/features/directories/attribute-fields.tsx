import { useTranslation } from 'react-i18next';
import type { LdapTestEntry } from 'wardkeep/contracts';
import { AttributeRow, AttributeRows } from '../../components/attribute-rows';
import type { DirectoryValues } from './directory-values';
import type { DirectoryForm } from './use-directory-form';

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

export function AttributeField({ form, values, entry, field }: FieldProps & { readonly field: keyof Attributes }) {
  const { t } = useTranslation('directories');
  const path = `config.attributes.${field}`;
  return (
    <AttributeRow
      key={form.key(path)}
      label={t(`field.attributes.${field}`)}
      description={t(`help.attributes.${field}`)}
      known={entry?.attributes.map(({ name }) => name) ?? []}
      {...(entry && { sample: valueIn(entry, values.config.attributes[field]) })}
      input={form.getInputProps(path)}
    />
  );
}

/** Each field of a user beside the attribute it is read from and what that is in a real entry. */
export function AttributeFields(props: FieldProps) {
  return (
    <AttributeRows from={props.entry?.dn ?? null}>
      {FIELDS.map((field) => (
        <AttributeField key={field} {...props} field={field} />
      ))}
    </AttributeRows>
  );
}
