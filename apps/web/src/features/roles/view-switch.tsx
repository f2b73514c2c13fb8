import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { PageSwitch } from '../../components/page-links';
import { useMay } from '../../lib/session';

/** The ways to look at roles. */
export function ViewSwitch() {
  const { t } = useTranslation('roles');
  const may = useMay();
  const exact = { exact: true, includeSearch: false };
  return (
    <PageSwitch label={t('views')}>
      <Link to="/roles" activeOptions={exact}>
        {t('asList')}
      </Link>
      <Link to="/roles/matrix" activeOptions={exact}>
        {t('asMatrix')}
      </Link>
      {may('users:read', 'domain') && (
        <Link to="/roles/holders" activeOptions={exact}>
          {t('asHolders')}
        </Link>
      )}
    </PageSwitch>
  );
}
