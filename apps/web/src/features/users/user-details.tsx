import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserDetail } from 'wardkeep/contracts';
import { CopyButton } from '../../components/copy-button';
import { Section } from '../../components/section';
import { TimeText } from '../../components/time-text';
import { userById } from './queries';
import { UserEdit } from './user-edit';
import classes from './user.module.css';

const route = getRouteApi('/shell/users/$id/');

function Entry({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const { t } = useTranslation('users');
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children ?? <span className="dimmed">{t('common:none')}</span>}</dd>
    </div>
  );
}

function Person({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('users');
  return (
    <Section title={t('part.person')}>
      <dl className={classes.entries}>
        <Entry label={t('field.username')}>{user.username}</Entry>
        <Entry label={t('field.firstName')}>{user.firstName}</Entry>
        <Entry label={t('field.lastName')}>{user.lastName}</Entry>
        <Entry label={t('field.email')}>{user.email}</Entry>
        <Entry label={t('field.phone')}>{user.phone}</Entry>
      </dl>
    </Section>
  );
}

function Access({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('users');
  return (
    <Section title={t('part.access')}>
      <dl className={classes.entries}>
        <Entry label={t('field.role')}>{user.role.name}</Entry>
        <Entry label={t('field.loginMethod')}>{t(`common:method.${user.loginMethod}`)}</Entry>
        <Entry label={t('field.twoFactorRequired')}>{t(user.twoFactorRequired ? 'common:yes' : 'common:no')}</Entry>
        <Entry label={t('field.mustChangePassword')}>{t(user.mustChangePassword ? 'common:yes' : 'common:no')}</Entry>
        <Entry label={t('field.passwordExpiresAt')}>
          <TimeText at={user.passwordExpiresAt} />
        </Entry>
      </dl>
    </Section>
  );
}

function Preferences({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('users');
  return (
    <Section title={t('part.preferences')}>
      <dl className={classes.entries}>
        <Entry label={t('field.timeZone')}>{user.timeZone ?? t('form.browserZone')}</Entry>
        <Entry label={t('field.language')}>
          {user.language ? t(`common:languages.${user.language}`) : t('form.browserLanguage')}
        </Entry>
        <Entry label={t('field.emailNotifications')}>{t(user.emailNotifications ? 'common:yes' : 'common:no')}</Entry>
      </dl>
    </Section>
  );
}

function TheRecord({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('users');
  return (
    <Section title={t('part.record')}>
      <dl className={classes.entries}>
        <Entry label={t('field.createdAt')}>
          <TimeText at={user.createdAt} />
        </Entry>
        <Entry label={t('field.updatedAt')}>
          <TimeText at={user.updatedAt} />
        </Entry>
        <Entry label={t('field.version')}>{user.version}</Entry>
        <Entry label={t('field.id')}>
          <span className={classes.id}>
            <code>{user.id}</code>
            <CopyButton value={user.id} label={t('copyId')} />
          </span>
        </Entry>
      </dl>
    </Section>
  );
}

export function UserDetails() {
  const { id } = route.useParams();
  const { edit } = route.useSearch();
  const { data: user } = useQuery(userById(id));
  if (!user) return null;
  if (edit) return <UserEdit user={user} />;
  return (
    <div className={classes.parts}>
      <Person user={user} />
      <Access user={user} />
      <Preferences user={user} />
      <TheRecord user={user} />
    </div>
  );
}
