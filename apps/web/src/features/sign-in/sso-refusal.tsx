import { Alert } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../../components/copy-button';
import type { SSO_OUTCOMES } from './place';

type SsoRefusalProps = { readonly outcome: (typeof SSO_OUTCOMES)[number]; readonly reference: string | undefined };

/** Somebody came back from an identity provider and is not signed in: what to do now, and what to tell an administrator. */
export function SsoRefusal({ outcome, reference }: SsoRefusalProps) {
  const { t } = useTranslation('sign-in');
  return (
    <Alert
      role="alert"
      color={outcome === 'expired' ? 'accent' : 'danger'}
      title={t(`sso.${outcome}.title`)}
      icon={<IconInfoCircle size={18} aria-hidden="true" />}
    >
      <p>{t(`sso.${outcome}.text`)}</p>
      {reference && (
        <p>
          <span className="dimmed">{t('sso.reference')}</span> <code>{reference}</code> <CopyButton value={reference} />
        </p>
      )}
    </Alert>
  );
}
