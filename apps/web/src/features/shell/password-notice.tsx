import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../../lib/formats';
import { expiryNotice } from '../../lib/password-expiry';
import { useMe } from '../../lib/session';
import classes from './shell.module.css';

/** Says on every page that the password expires soon: once it has, the next sign-in asks for a new one. */
export function PasswordNotice() {
  const { t } = useTranslation();
  const { user } = useMe();
  const format = useFormats();
  const notice = expiryNotice(user.passwordExpiresAt);
  if (notice === null || user.passwordExpiresAt === null) return null;
  return (
    <div className={classes.away}>
      <span>
        {notice === 'soon'
          ? t('passwordExpires.soon', { when: format.relative(user.passwordExpiresAt) })
          : t('passwordExpires.past')}
      </span>
      <Link to="/me" hash="password" className={classes.noticeLink}>
        {t('passwordExpires.change')}
      </Link>
    </div>
  );
}
