import { Button, Skeleton } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Role, User } from 'wardkeep/contracts';
import { ListFailed } from '../../components/list-states';
import { Section } from '../../components/section';
import { StatusMark } from '../../components/status-mark';
import { useMay } from '../../lib/session';
import { holdersOf } from './queries';
import classes from './roles.module.css';

function Holder({ user }: { readonly user: User }) {
  return (
    <li>
      <Link to={`/users/${user.id}` as '/'}>{user.username}</Link>
      <span className="dimmed">
        {user.firstName} {user.lastName}
      </span>
      <StatusMark status={user.status} />
    </li>
  );
}

type HoldersListProps = {
  readonly role: Pick<Role, 'id'>;
  /** No more than these, and no way to more. */
  readonly most?: number;
};

export function HoldersList({ role, most }: HoldersListProps) {
  const { t } = useTranslation('roles');
  const query = useInfiniteQuery(holdersOf(role.id));
  const users = query.data?.pages.flatMap(({ items }) => items) ?? [];
  if (query.error) return <ListFailed error={query.error} onRetry={() => void query.refetch()} />;
  if (query.isPending) return <Skeleton height={88} aria-label={t('common:list.loading')} />;
  if (users.length === 0) return <p className="dimmed">{t('noUsers')}</p>;
  return (
    <>
      <ul className={classes.holders}>
        {users.slice(0, most).map((user) => (
          <Holder key={user.id} user={user} />
        ))}
      </ul>
      {most === undefined && query.hasNextPage && (
        <Button
          className={classes.more}
          variant="default"
          aria-disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t(query.isFetchingNextPage ? 'common:list.loading' : 'moreUsers')}
        </Button>
      )}
    </>
  );
}

/** Who holds the role; absent for those who may not see users. */
export function HoldersSection({ role }: { readonly role: Role }) {
  const { t } = useTranslation('roles');
  const may = useMay();
  if (!may('users:read', 'domain')) return null;
  return (
    <Section title={t('users')} lead={t('usersLead')}>
      <HoldersList role={role} />
    </Section>
  );
}
