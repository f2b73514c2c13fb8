import { useTranslation } from 'react-i18next';
import { CopyButton } from './copy-button';

export function RequestId({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  return (
    <span className="dimmed">
      {t('state.requestId')} <code>{id}</code> <CopyButton value={id} label={t('action.copy')} />
    </span>
  );
}
