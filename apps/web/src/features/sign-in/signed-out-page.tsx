import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Outside } from './outside';

export function SignedOutPage() {
  const { t } = useTranslation('sign-in');
  return (
    <Outside title={t('out.title')} lead={t('out.text')}>
      <Button component="a" href="/sign-in">
        {t('out.again')}
      </Button>
    </Outside>
  );
}
