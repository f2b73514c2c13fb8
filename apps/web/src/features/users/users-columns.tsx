import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { User } from 'wardkeep/contracts';
import type { Column } from '../../components/data-table';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import { isForGood, isLockedNow } from './lock';
import { TwoFactorMark } from './two-factor-mark';
import classes from './users.module.css';

type T = (key: string) => string;
type UserColumn = Column<User>;

const nameColumn = (t: T): UserColumn => ({
  id: 'username',
  label: t('users:field.username'),
  sort: 'username',
  width: '14rem',
  cell: (user) => (
    <span className={classes.who}>
      <Link to="/users/$id" params={{ id: user.id }} title={user.username}>
        {user.username}
      </Link>
      <span className="dimmed truncate">
        {user.firstName} {user.lastName}
      </span>
    </span>
  ),
});

const words = (text: string | null) => (
  <span className={classes.words} title={text ?? undefined}>
    {text}
  </span>
);

/** The words for a lock without an end stand where its end would: the date behind it is none that people know. */
function lockOf(user: User, t: T) {
  if (!isLockedNow(user)) return null;
  return isForGood(user.lockedUntil) ? words(t('users:reason.lockedForGood')) : <TimeText at={user.lockedUntil} />;
}

const shown = (t: T): readonly UserColumn[] => [
  nameColumn(t),
  { id: 'email', label: t('users:field.email'), sort: 'email', cell: ({ email }) => words(email) },
  { id: 'status', label: t('users:field.status'), cell: ({ status }) => <StatusMark status={status} /> },
  { id: 'role', label: t('users:field.role'), cell: ({ role }) => words(role.name) },
  { id: 'totpStatus', label: t('users:field.twoFactor'), cell: (user) => <TwoFactorMark user={user} /> },
  {
    id: 'lastLoginAt',
    label: t('users:field.lastLoginAt'),
    sort: 'lastLoginAt',
    cell: (user) => <TimeText at={user.lastLoginAt} />,
  },
];

const offered = (t: T): readonly UserColumn[] =>
  (
    [
      { id: 'firstName', label: t('users:field.firstName'), sort: 'firstName', cell: (user) => words(user.firstName) },
      { id: 'lastName', label: t('users:field.lastName'), sort: 'lastName', cell: (user) => words(user.lastName) },
      {
        id: 'createdAt',
        label: t('users:field.createdAt'),
        sort: 'createdAt',
        cell: (user) => <TimeText at={user.createdAt} />,
      },
      { id: 'phone', label: t('users:field.phone'), cell: (user) => user.phone },
      {
        id: 'loginMethod',
        label: t('users:field.loginMethod'),
        cell: (user) => t(`common:method.${user.loginMethod}`),
      },
      { id: 'source', label: t('users:field.source'), cell: (user) => words(user.source) },
      {
        id: 'updatedAt',
        label: t('users:field.updatedAt'),
        sort: 'updatedAt',
        cell: (user) => <TimeText at={user.updatedAt} />,
      },
      {
        id: 'passwordChangedAt',
        label: t('users:field.passwordChangedAt'),
        cell: (user) => <TimeText at={user.passwordChangedAt} />,
      },
      { id: 'lockedUntil', label: t('users:field.lockedUntil'), cell: (user) => lockOf(user, t) },
      { id: 'id', label: t('users:field.id'), cell: ({ id }) => <code>{id}</code> },
    ] satisfies UserColumn[]
  ).map((column) => ({ ...column, hidden: true }));

/** Everything the list can show; the second half only when chosen. */
export function useUsersColumns(): readonly UserColumn[] {
  const { t } = useTranslation('users');
  return useMemo(() => [...shown(t), ...offered(t)], [t]);
}
