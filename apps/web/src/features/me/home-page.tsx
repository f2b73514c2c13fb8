import { Alert } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import {
  IconActivity,
  IconDevices,
  IconListCheck,
  IconMailOff,
  IconShieldLock,
  IconUser,
  IconUsers,
  IconWorld,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Permission, Scope } from 'wardkeep/contracts';
import { PageHeader } from '../../components/page-header';
import { TimeText } from '../../components/time-text';
import { useFormats } from '../../lib/formats';
import { useMay, useMe } from '../../lib/session';
import { mySessions } from './queries';
import classes from './home.module.css';

type Target = readonly [key: string, label: string, icon: typeof IconUsers, needs?: readonly [Permission, Scope]];

const TARGETS: readonly Target[] = [
  ['users', 'common:nav.users', IconUsers, ['users:read', 'domain']],
  ['sessions', 'common:nav.sessions', IconDevices, ['sessions:read', 'domain']],
  ['roles', 'common:nav.roles', IconShieldLock, ['roles:read', 'domain']],
  ['domains', 'common:nav.domains', IconWorld, ['domains:read', 'own']],
  ['audit', 'common:nav.audit', IconActivity, ['audit:read', 'domain']],
  ['jobs', 'common:nav.jobs', IconListCheck, ['jobs:read', 'own']],
  ['me', 'common:account.profile', IconUser],
];

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={classes.fact}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Facts() {
  const { t } = useTranslation('me');
  const { user, home } = useMe();
  const format = useFormats();
  const sessions = useQuery(mySessions);
  return (
    <dl className={classes.facts} aria-label={t('home.you')}>
      <Fact label={t('home.domain')}>{home.displayName}</Fact>
      <Fact label={t('home.role')}>{user.role.name}</Fact>
      <Fact label={t('home.lastSignIn')}>
        <TimeText at={user.lastLoginAt} />
      </Fact>
      <Fact label={t('home.sessions')}>{sessions.data ? format.number(sessions.data.total.value) : '\u00a0'}</Fact>
      {user.passwordExpiresAt && (
        <Fact label={t('home.passwordExpires')}>
          <TimeText at={user.passwordExpiresAt} />
        </Fact>
      )}
    </dl>
  );
}

export function HomePage() {
  const { t } = useTranslation('me');
  const { user, mailConfigured } = useMe();
  const may = useMay();
  const targets = TARGETS.filter(([, , , needs]) => !needs || may(...needs));
  return (
    <div className={classes.page}>
      <PageHeader title={t('home.hello', { name: user.firstName })} />
      <Facts />
      {!mailConfigured && may('users:create') && (
        <Alert icon={<IconMailOff size={18} aria-hidden="true" />}>{t('home.mail')}</Alert>
      )}
      <section aria-labelledby="go">
        <h2 id="go" className={classes.heading}>
          {t('home.go')}
        </h2>
        <ul className={classes.links}>
          {targets.map(([key, label, TargetIcon]) => (
            <li key={key}>
              <Link to={`/${key}` as '/'} className={classes.link}>
                <span className={classes.icon}>
                  <TargetIcon size={18} stroke={1.7} aria-hidden="true" />
                </span>
                <span>
                  <strong>{t(label)}</strong>
                  <span className="dimmed">{t(`home.links.${key}`)}</span>
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
