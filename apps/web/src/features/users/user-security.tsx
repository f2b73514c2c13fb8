import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { SignInCheck, UserDetail } from 'wardkeep/contracts';
import { ListFailed, ListSkeleton } from '../../components/list-states';
import { Section } from '../../components/section';
import { TimeText } from '../../components/time-text';
import { useMay } from '../../lib/session';
import { isForGood } from './lock';
import { userById } from './queries';
import { SignInGates } from './sign-in-gates';
import { SignInRefusals } from './sign-in-refusals';
import { TwoFactorMark } from './two-factor-mark';
import { useUserActions } from './use-user-actions';
import { signInCheck } from './user-security-queries';
import classes from './security.module.css';

const route = getRouteApi('/shell/users/$id/security');

type PartProps = { readonly user: UserDetail; readonly check: SignInCheck };

function Entry({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Password({ user, check }: PartProps) {
  const { t } = useTranslation('users');
  return (
    <Section title={t('security.password')}>
      <dl className={classes.entries}>
        <Entry label={t('field.passwordChangedAt')}>
          <TimeText at={check.passwordChangedAt} />
        </Entry>
        <Entry label={t('field.passwordExpiresAt')}>
          <TimeText at={check.passwordExpiresAt} />
        </Entry>
        <Entry label={t('field.mustChangePassword')}>{t(user.mustChangePassword ? 'common:yes' : 'common:no')}</Entry>
      </dl>
    </Section>
  );
}

function Lock({ check: { lockout } }: PartProps) {
  const { t } = useTranslation('users');
  const { failures, maxFailures, since, lockedUntil } = lockout;
  return (
    <Section title={t('security.lock')}>
      <dl className={classes.entries}>
        <Entry label={t('security.failures')}>
          <span className="numeric">{t('security.failuresOf', { count: failures, most: maxFailures })}</span>
        </Entry>
        <Entry label={t('security.since')}>
          <TimeText at={since} none={t('common:none')} />
        </Entry>
        <Entry label={t('security.lockedUntil')}>
          {isForGood(lockedUntil) ? (
            t('security.untilUnlocked')
          ) : (
            <TimeText at={lockedUntil} none={t('security.notLocked')} />
          )}
        </Entry>
      </dl>
    </Section>
  );
}

function SecondFactor({ user, check: { secondFactor } }: PartProps) {
  const { t } = useTranslation('users');
  const { enrolled, enrolledAt, usedAt, recoveryCodesLeft, requiredBy } = secondFactor;
  return (
    <Section title={t('field.twoFactor')}>
      <dl className={classes.entries}>
        <Entry label={t('field.status')}>
          <TwoFactorMark user={{ ...user, twoFactorRequired: requiredBy !== null }} />
        </Entry>
        <Entry label={t('security.requiredBy')}>{t(`security.by.${requiredBy ?? 'nobody'}`)}</Entry>
        {enrolled && (
          <>
            <Entry label={t('security.enrolledAt')}>
              <TimeText at={enrolledAt} />
            </Entry>
            <Entry label={t('security.usedAt')}>
              <TimeText at={usedAt} />
            </Entry>
            <Entry label={t('security.codesLeft')}>
              <span className="numeric">{recoveryCodesLeft}</span>
            </Entry>
          </>
        )}
      </dl>
    </Section>
  );
}

function Loaded({ user, check }: PartProps) {
  const { t } = useTranslation('users');
  const may = useMay();
  const { ask, dialog } = useUserActions();
  return (
    <div className={classes.parts}>
      <Section
        title={t(check.canSignIn ? 'check.titleOpen' : 'check.title')}
        lead={t(check.canSignIn ? 'check.can' : 'check.canNot', { name: user.username })}
      >
        <SignInGates gates={check.gates} user={user} onAsk={ask} />
      </Section>
      {may('audit:read', 'domain') && <SignInRefusals id={user.id} refusals={check.refusals} />}
      <div className={classes.facts}>
        <Password user={user} check={check} />
        <Lock user={user} check={check} />
        <SecondFactor user={user} check={check} />
      </div>
      {dialog}
    </div>
  );
}

/** Whether the user would get in, what is in the way, and what is known of password, lock and second factor. */
export function UserSecurity() {
  const { id } = route.useParams();
  const { data: user } = useQuery(userById(id));
  const check = useQuery(signInCheck(id));
  if (user && check.data) return <Loaded user={user} check={check.data} />;
  if (check.error) return <ListFailed error={check.error} onRetry={() => void check.refetch()} />;
  return <ListSkeleton />;
}
