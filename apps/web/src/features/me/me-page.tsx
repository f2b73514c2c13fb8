import { useTranslation } from 'react-i18next';
import { PageHeader } from '../../components/page-header';
import { useEnrolmentDemand } from '../../lib/enrolment-demand';
import { useMe } from '../../lib/session';
import { PasswordSection } from './password-section';
import { ProfileSection } from './profile-section';
import { SessionsSection } from './sessions-section';
import { TwoFactorSection } from './two-factor-section';
import classes from './me.module.css';

export function MePage() {
  const { t } = useTranslation('me');
  const { user } = useMe();
  const isDemanded = useEnrolmentDemand();
  return (
    <div className={classes.page}>
      <PageHeader title={t('title')} lead={`${user.username} · ${user.role.name}`} />
      <ProfileSection />
      <div id="password" className={classes.anchor}>
        <PasswordSection />
      </div>
      <TwoFactorSection />
      {!isDemanded && <SessionsSection />}
    </div>
  );
}
