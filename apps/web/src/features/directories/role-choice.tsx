import { Select, type SelectProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Role } from 'wardkeep/contracts';
import { problemText } from '../../lib/problems';
import { everyRole } from './queries';
import classes from './directories.module.css';

type RoleChoiceProps = Omit<SelectProps, 'data' | 'renderOption'> & {
  /** The role chosen before: it stays, even when one could not give it. */
  readonly held?: string | null;
};

function Option({ role, isClosed }: { readonly role: Role; readonly isClosed: boolean }) {
  const { t } = useTranslation('directories');
  return (
    <span className={classes.option}>
      <strong>{role.name}</strong>
      <span className="dimmed">{role.description}</span>
      {isClosed && <span className={classes.closed}>{t('role.closed')}</span>}
    </span>
  );
}

/** One role, found by typing; those one may not give say why. */
export function RoleChoice({ held = null, ...input }: RoleChoiceProps) {
  const { t } = useTranslation('directories');
  const roles = useQuery(everyRole);
  const known = new Map(roles.data?.map((role) => [role.id, role]));
  const isClosed = (role: Role) => !role.assignable && role.id !== held;
  return (
    <Select
      searchable
      placeholder={t('role.choose')}
      nothingFoundMessage={roles.isPending ? t('common:list.loading') : t('role.nothing')}
      withScrollArea={false}
      classNames={{ options: classes.options, option: classes.roleOption }}
      {...input}
      error={input.error ?? (roles.error && problemText(roles.error))}
      data={[...known.values()].map((role) => ({ value: role.id, label: role.name, disabled: isClosed(role) }))}
      renderOption={({ option }) => {
        const role = known.get(option.value);
        return role ? <Option role={role} isClosed={isClosed(role)} /> : option.label;
      }}
    />
  );
}

/** A role's name by its id. */
export function useRoleName(): (id: string) => string {
  const { t } = useTranslation('directories');
  const roles = useQuery(everyRole);
  return (id) => roles.data?.find((role) => role.id === id)?.name ?? t('role.unknown');
}
