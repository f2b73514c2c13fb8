import { ActionIcon, Autocomplete, Button, Radio, TextInput } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { GroupRole, LdapTestEntry, ProviderDetail } from 'wardkeep/contracts';
import { RoleSelect } from '../../components/role-select';
import { announce } from '../../lib/announce';
import { AttributeField } from './attribute-fields';
import { GROUP_WAYS } from './directory-values';
import type { DirectoryEditing } from './use-directory-form';
import classes from './directories.module.css';

type GroupProps = {
  readonly editing: DirectoryEditing;
  readonly provider: ProviderDetail;
  readonly entries: readonly LdapTestEntry[];
};

const MOST = 200;
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
    <div className={classes.fields}>
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

type RowProps = GroupProps & { readonly index: number; readonly groups: readonly string[] };

function Row({ editing: { form, values }, provider, index, groups }: RowProps) {
  const { t } = useTranslation('directories');
  const number = index + 1;
  const line = values.config.groupRoles[index];
  const change = (part: Partial<GroupRole>) =>
    form.setFieldValue(`config.groupRoles.${index}`, { group: '', roleId: '', ...line, ...part });
  const remove = () => {
    form.removeListItem('config.groupRoles', index);
    announce(t('groups.removed', { number }));
  };
  const held = provider.config.groupRoles.find(({ roleId }) => roleId === line?.roleId);
  return (
    <li className={classes.groupRow}>
      <Autocomplete
        aria-label={t('groups.group', { number })}
        placeholder="cn=operators,ou=groups,dc=example,dc=org"
        classNames={{ input: 'mono' }}
        {...plain}
        data={[...groups]}
        withScrollArea={false}
        comboboxProps={{ shadow: 'md' }}
        value={line?.group ?? ''}
        error={form.errors[`config.groupRoles.${index}.group`]}
        onChange={(group) => change({ group })}
      />
      <RoleSelect
        label={null}
        aria-label={t('groups.role', { number })}
        held={held?.roleId}
        value={line?.roleId || null}
        error={form.errors[`config.groupRoles.${index}.roleId`]}
        onChange={(roleId) => change({ roleId: roleId ?? '' })}
      />
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('groups.remove', { number })} onClick={remove}>
        <IconTrash size={16} aria-hidden="true" />
      </ActionIcon>
    </li>
  );
}

function Rows(props: GroupProps) {
  const { t } = useTranslation('directories');
  const { form, values } = props.editing;
  const rows = values.config.groupRoles;
  const groups = [...new Set(props.entries.flatMap((entry) => entry.groups))].sort();
  const add = () => form.insertListItem('config.groupRoles', { group: '', roleId: '' });
  return (
    <div className={classes.groups}>
      <h3>{t('groups.title')}</h3>
      {rows.length === 0 ? (
        <p className="dimmed">{t('groups.none')}</p>
      ) : (
        <ol className={classes.groupRows} aria-label={t('groups.title')}>
          {rows.map((_, index) => (
            <Row key={index} {...props} index={index} groups={groups} />
          ))}
        </ol>
      )}
      {rows.length < MOST && (
        <Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden="true" />} onClick={add}>
          {t('groups.add')}
        </Button>
      )}
    </div>
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
