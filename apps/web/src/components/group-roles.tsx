import { ActionIcon, Autocomplete, Button } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { GroupRole } from 'wardkeep/contracts';
import { announce } from '../lib/announce';
import { RoleSelect } from './role-select';
import classes from './group-roles.module.css';

const MOST = 200;

type GroupRolesProps = {
  readonly rows: readonly GroupRole[];
  /** As they are stored: a role given by one of these stays, even when one could not give it. */
  readonly held: readonly GroupRole[];
  /** Groups that are known, to choose from. */
  readonly groups: readonly string[];
  readonly placeholder: string;
  readonly errorOf: (index: number, field: keyof GroupRole) => ReactNode;
  readonly onChange: (rows: GroupRole[]) => void;
};

type RowProps = GroupRolesProps & { readonly row: GroupRole; readonly index: number };

function Row({ rows, row, index, held, groups, placeholder, errorOf, onChange }: RowProps) {
  const { t } = useTranslation();
  const number = index + 1;
  const change = (part: Partial<GroupRole>) => onChange(rows.map((old) => (old === row ? { ...row, ...part } : old)));
  const remove = () => {
    onChange(rows.filter((old) => old !== row));
    announce(t('groups.removed', { number }));
  };
  return (
    <li className={classes.groupRow}>
      <Autocomplete
        aria-label={t('groups.group', { number })}
        placeholder={placeholder}
        classNames={{ input: 'mono' }}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        data={[...groups]}
        withScrollArea={false}
        comboboxProps={{ shadow: 'md' }}
        value={row.group}
        error={errorOf(index, 'group')}
        onChange={(group) => change({ group })}
      />
      <RoleSelect
        label={null}
        aria-label={t('groups.role', { number })}
        held={held.find(({ roleId }) => roleId === row.roleId)?.roleId}
        value={row.roleId || null}
        error={errorOf(index, 'roleId')}
        onChange={(roleId) => change({ roleId: roleId ?? '' })}
      />
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('groups.remove', { number })} onClick={remove}>
        <IconTrash size={16} aria-hidden="true" />
      </ActionIcon>
    </li>
  );
}

/** Which group of somebody leads to which role: the first line that fits. */
export function GroupRoles(props: GroupRolesProps) {
  const { t } = useTranslation();
  const { rows, onChange } = props;
  return (
    <div className={classes.groups}>
      <h3>{t('groups.title')}</h3>
      {rows.length === 0 ? (
        <p className="dimmed">{t('groups.none')}</p>
      ) : (
        <ol className={classes.groupRows} aria-label={t('groups.title')}>
          {rows.map((row, index) => (
            <Row key={index} {...props} row={row} index={index} />
          ))}
        </ol>
      )}
      {rows.length < MOST && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlus size={16} aria-hidden="true" />}
          onClick={() => onChange([...rows, { group: '', roleId: '' }])}
        >
          {t('groups.add')}
        </Button>
      )}
    </div>
  );
}
