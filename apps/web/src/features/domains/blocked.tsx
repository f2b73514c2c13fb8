import { useTranslation } from 'react-i18next';
import type { DomainAction, DomainDetail } from 'wardkeep/contracts';
import { Blocked as Why } from '../../components/action-lines';

type BlockedProps = { readonly domain: DomainDetail; readonly action: DomainAction };

/** Why an action is not possible here. Nothing when the role could never do it. */
export function Blocked({ domain, action }: BlockedProps) {
  const { t } = useTranslation('domains');
  const code = domain.blocked[action];
  if (code === undefined || code === 'permission-missing') return null;
  return <Why>{t(`problems:${code}`, { defaultValue: t('notPossible') })}</Why>;
}
