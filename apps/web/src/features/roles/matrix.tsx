import { UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { PermissionEntry, Role } from 'wardkeep/contracts';
import { usePermissionWords } from '../../lib/permission-words';
import { scopesOf, type ResourceGroup, type SystemGroup } from '../../lib/catalogue';
import { ScopeMark } from '../../components/scope-mark';
import { useFolding, type Folding } from './use-folding';
import classes from './matrix.module.css';

type ToggleProps = {
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly children: string;
  readonly aside: string;
};

function Toggle({ isOpen, onToggle, children, aside }: ToggleProps) {
  const Arrow = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <UnstyledButton className={classes.toggle} aria-expanded={isOpen} onClick={onToggle}>
      <Arrow size={16} aria-hidden="true" />
      {children}
      <span className="dimmed numeric">{aside}</span>
    </UnstyledButton>
  );
}

type Shown = { readonly roles: readonly Role[]; readonly shown: string };
type RowProps = Shown & { readonly entry: PermissionEntry; readonly scopes: readonly ReturnType<typeof scopesOf>[] };

function Row({ entry, roles, shown, scopes }: RowProps) {
  const wordsOf = usePermissionWords();
  return (
    <tr>
      <th scope="row" className={classes.permission}>
        <span>{wordsOf(entry.permission)}</span>
        <code>{entry.permission}</code>
      </th>
      {roles.map((role, index) => (
        <td key={role.id} data-other={role.id !== shown || undefined}>
          <ScopeMark scope={scopes[index]?.get(entry.permission)} />
        </td>
      ))}
    </tr>
  );
}

type ResourceProps = Omit<RowProps, 'entry'> & Folding & { readonly group: ResourceGroup };

function ResourceRows({ group, isOpen, toggle, ...row }: ResourceProps) {
  const { t } = useTranslation('roles');
  const { resource, entries } = group;
  return (
    <tbody>
      <tr className={classes.resource}>
        <th scope="rowgroup" colSpan={row.roles.length + 1}>
          <Toggle isOpen={isOpen(resource)} onToggle={() => toggle(resource)} aside={String(entries.length)}>
            {t(`access:resource.${resource}`)}
          </Toggle>
        </th>
      </tr>
      {isOpen(resource) && entries.map((entry) => <Row key={entry.permission} entry={entry} {...row} />)}
    </tbody>
  );
}

function SystemRows({ system, ...rest }: Omit<ResourceProps, 'group'> & { readonly system: SystemGroup }) {
  const { t } = useTranslation('roles');
  const { isOpen, toggle, roles } = rest;
  const count = system.resources.reduce((sum, { entries }) => sum + entries.length, 0);
  return (
    <>
      <tbody>
        <tr className={classes.system}>
          <th scope="rowgroup" colSpan={roles.length + 1}>
            <Toggle
              isOpen={isOpen(system.system)}
              onToggle={() => toggle(system.system)}
              aside={t('permissionCount', { count })}
            >
              {t(`access:system.${system.system}`)}
            </Toggle>
          </th>
        </tr>
      </tbody>
      {isOpen(system.system) &&
        system.resources.map((group) => <ResourceRows key={group.resource} group={group} {...rest} />)}
    </>
  );
}

type MatrixProps = Shown & { readonly systems: readonly SystemGroup[]; readonly isFiltered: boolean };

/** Every permission by every role. The frame scrolls both ways, by keyboard too; its head and first column stay. */
export function Matrix({ roles, systems, shown, isFiltered }: MatrixProps) {
  const { t } = useTranslation('roles');
  const folding = useFolding(isFiltered);
  const scopes = useMemo(() => roles.map((role) => scopesOf(role.permissions)), [roles]);
  return (
    <div className={classes.frame} role="region" aria-label={t('matrixTitle')} tabIndex={0}>
      <table className={classes.matrix}>
        <caption className="visually-hidden">{t('matrixTitle')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('permission')}</th>
            {roles.map((role) => (
              <th key={role.id} scope="col" data-other={role.id !== shown || undefined}>
                <Link to="/roles/$id" params={{ id: role.id }}>
                  {role.name}
                </Link>
              </th>
            ))}
          </tr>
        </thead>
        {systems.map((system) => (
          <SystemRows key={system.system} system={system} roles={roles} shown={shown} scopes={scopes} {...folding} />
        ))}
      </table>
    </div>
  );
}
