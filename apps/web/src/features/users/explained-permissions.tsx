import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import {
  LIMITS,
  PERMISSIONS,
  type GrantedPermission,
  type MissingPermission,
  type Permission,
} from 'wardkeep/contracts';
import { ScopeMark } from '../../components/scope-mark';
import { grouped } from '../../lib/catalogue';
import { useFormats } from '../../lib/formats';
import { usePermissionWords } from '../../lib/permission-words';
import classes from './access.module.css';

type GroupsProps<T> = {
  readonly found: readonly T[];
  readonly heads: readonly string[];
  readonly label: string;
  readonly row: (one: T) => ReactNode;
};

/** A table with a part for each kind of thing, in the order of the catalogue. */
function Groups<T extends { readonly permission: Permission }>({ found, heads, label, row }: GroupsProps<T>) {
  const { t } = useTranslation('users');
  const wordsOf = usePermissionWords();
  const byName = new Map(found.map((one) => [one.permission, one]));
  const groups = grouped(PERMISSIONS.filter(({ permission }) => byName.has(permission)));
  return (
    <div className={classes.frame} role="region" aria-label={label} tabIndex={0}>
      <table className={classes.table}>
        <caption className="visually-hidden">{label}</caption>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        {groups.flatMap(({ system, resources }) =>
          resources.map(({ resource, entries }) => (
            <tbody key={resource}>
              <tr className={classes.group}>
                <th scope="rowgroup" colSpan={heads.length}>
                  {t(`access:resource.${resource}`)} <span className="dimmed">{t(`access:system.${system}`)}</span>
                </th>
              </tr>
              {entries.map(({ permission }) => {
                const one = byName.get(permission);
                return (
                  one && (
                    <tr key={permission}>
                      <th scope="row">
                        <Link to="/roles/holders" search={{ permission } as never} title={t('ofAccess.whoHas')}>
                          {wordsOf(permission)}
                        </Link>
                        <code>{permission}</code>
                      </th>
                      {row(one)}
                    </tr>
                  )
                );
              })}
            </tbody>
          )),
        )}
      </table>
    </div>
  );
}

/** What a user may do: how far, and through which role. */
export function Granted({ granted }: { readonly granted: readonly GrantedPermission[] }) {
  const { t } = useTranslation('users');
  const heads = [t('ofAccess.permission'), t('ofAccess.scope'), t('ofAccess.through')];
  return (
    <Groups
      found={granted}
      heads={heads}
      label={t('ofAccess.granted', { count: granted.length })}
      row={({ scope, via }) => (
        <>
          <td>
            <ScopeMark scope={scope} />
          </td>
          <td>
            <Link to="/roles/$id" params={{ id: via.id }} className={classes.link}>
              {via.name}
            </Link>
          </td>
        </>
      )}
    />
  );
}

type SomeProps = { readonly names: readonly string[]; readonly count: number; readonly none: string };

function Some({ names, count, none }: SomeProps) {
  const { t } = useTranslation('users');
  const format = useFormats();
  if (count === 0) return <span className="dimmed">{none}</span>;
  const more = count - names.length;
  const rest = count >= LIMITS.countedRows ? t('ofAccess.many') : t('ofAccess.more', { count: more });
  return <>{format.list(more > 0 ? [...names, rest] : names)}</>;
}

/** What a user may not do: which roles would give it, and who could give one of them. */
export function Missing({ missing }: { readonly missing: readonly MissingPermission[] }) {
  const { t } = useTranslation('users');
  const heads = [t('ofAccess.permission'), t('ofAccess.roles'), t('ofAccess.granters')];
  return (
    <Groups
      found={missing}
      heads={heads}
      label={t('ofAccess.missing', { count: missing.length })}
      row={({ because, roles, granters }) => (
        <>
          <td>
            <Some
              names={roles.first.map(({ name }) => name)}
              count={roles.count}
              none={t(because === 'system-administrators-only' ? 'ofAccess.systemOnly' : 'ofAccess.noRole')}
            />
          </td>
          <td>
            <Some
              names={granters.first.map(({ username }) => username)}
              count={granters.count}
              none={t('ofAccess.nobody')}
            />
          </td>
        </>
      )}
    />
  );
}
