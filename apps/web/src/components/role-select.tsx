import { Select, type SelectProps } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Role } from 'wardkeep/contracts';
import { everyRole } from '../lib/every-role';
import { problemText } from '../lib/problems';
import { useMay } from '../lib/session';
import classes from './access.module.css';

type RoleSelectProps = Omit<SelectProps, 'data' | 'renderOption'> & {
  /** The role held now: it stays, even when one could not give it. */
  readonly held?: string | undefined;
  /** A role that is no choice here. */
  readonly without?: string | undefined;
  /** Whether only roles one may give can be chosen; otherwise every one can be looked at. */
  readonly toGive?: boolean;
};

function RoleOption({ role, why }: { readonly role: Role; readonly why: string | null }) {
  return (
    <span className={classes.option}>
      <strong>{role.name}</strong>
      <span className="dimmed">{role.description}</span>
      {why && <span className={classes.why}>{why}</span>}
    </span>
  );
}

/** One role, found by typing; those one may not give say why. */
export function RoleSelect({ held, without, toGive = true, ...input }: RoleSelectProps) {
  const { t } = useTranslation('access');
  const may = useMay();
  const roles = useQuery(everyRole);
  const known = new Map(roles.data?.filter(({ id }) => id !== without).map((role) => [role.id, role]));
  const refusal = may('roles:assign', 'domain') ? t('role.above') : t('role.noRight');
  const isClosed = (role: Role) => toGive && !role.assignable && role.id !== held;
  return (
    <Select
      searchable
      label={t('role.label')}
      placeholder={t('role.choose')}
      nothingFoundMessage={roles.isPending ? t('common:list.loading') : t('role.nothing')}
      withScrollArea={false}
      classNames={{ option: classes.role, options: classes.options }}
      {...input}
      error={input.error ?? (roles.error && problemText(roles.error))}
      data={[...known.values()].map((role) => ({ value: role.id, label: role.name, disabled: isClosed(role) }))}
      renderOption={({ option }) => {
        const role = known.get(option.value);
        return role ? <RoleOption role={role} why={isClosed(role) ? refusal : null} /> : option.label;
      }}
    />
  );
}
