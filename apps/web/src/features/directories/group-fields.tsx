import { Radio, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { LdapTestEntry, ProviderDetail } from 'wardkeep/contracts';
import { GroupRoles } from '../../components/group-roles';
import { AttributeField } from './attribute-fields';
import { GROUP_WAYS } from './directory-values';
import type { DirectoryEditing } from './use-directory-form';
import layout from '../../components/layout.module.css';
import classes from './directories.module.css';

type GroupProps = {
  readonly editing: DirectoryEditing;
  readonly provider: ProviderDetail;
  readonly entries: readonly LdapTestEntry[];
};

const plain = { autoComplete: 'off', autoCapitalize: 'none', spellCheck: false } as const;

function WayChoice({ editing: { form, values } }: Pick<GroupProps, 'editing'>) {
  const { t } = useTranslation('directories');
  return (
    <Radio.Group
      label={t('field.groupWay')}
      value={values.config.groupWay}
      onChange={(way) => form.setFieldValue('config.groupWay', way)}
    >
      <div className={classes.ways}>
        {GROUP_WAYS.map((way) => (
          <Radio key={way} value={way} label={t(`groupWay.${way}.name`)} description={t(`groupWay.${way}.text`)} />
        ))}
      </div>
    </Radio.Group>
  );
}

function SearchFields({ editing: { form } }: Pick<GroupProps, 'editing'>) {
  const { t } = useTranslation('directories');
  return (
    <div className={layout.fields}>
      <TextInput
        label={t('field.groupSearch.baseDn')}
        placeholder="ou=groups,dc=example,dc=org"
        classNames={{ input: 'mono' }}
        {...plain}
        key={form.key('config.groupSearch.baseDn')}
        {...form.getInputProps('config.groupSearch.baseDn')}
      />
      <TextInput
        label={t('field.groupSearch.filter')}
        description={t('help.groupFilter', { placeholder: '{dn}' })}
        classNames={{ input: 'mono' }}
        {...plain}
        key={form.key('config.groupSearch.filter')}
        {...form.getInputProps('config.groupSearch.filter')}
      />
    </div>
  );
}

function Rows({ editing: { form, values }, provider, entries }: GroupProps) {
  return (
    <GroupRoles
      rows={values.config.groupRoles}
      held={provider.config.groupRoles}
      groups={[...new Set(entries.flatMap((entry) => entry.groups))].sort()}
      placeholder="cn=operators,ou=groups,dc=example,dc=org"
      errorOf={(index, field) => form.errors[`config.groupRoles.${index}.${field}`]}
      onChange={(rows) => form.setFieldValue('config.groupRoles', rows)}
    />
  );
}

/** Which role a new user gets by its groups: the first line that fits. */
export function GroupFields(props: GroupProps) {
  const { editing, entries } = props;
  const way = editing.values.config.groupWay;
  return (
    <>
      <WayChoice editing={editing} />
      {way === 'attribute' && (
        <AttributeField form={editing.form} values={editing.values} entry={entries[0] ?? null} field="groups" />
      )}
      {way === 'search' && <SearchFields editing={editing} />}
      {way !== 'none' && <Rows {...props} />}
    </>
  );
}
