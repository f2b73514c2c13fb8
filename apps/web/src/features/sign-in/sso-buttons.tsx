import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { SignInMethods } from 'wardkeep/contracts';
import { ownPath } from '../../lib/search';
import { goal } from './place';
import classes from './outside.module.css';

/** Where to begin, and where to go on afterwards. */
function addressOf(startUrl: string): string {
  const returnTo = ownPath(goal());
  return returnTo === '/' ? startUrl : `${startUrl}?${new URLSearchParams({ returnTo })}`;
}

type SsoButtonsProps = {
  readonly methods: SignInMethods | null;
  /** The page is about to be left for one of them. */
  readonly onStart: () => void;
};

/** The identity providers of the Domain, each by its own name. */
export function SsoButtons({ methods, onStart }: SsoButtonsProps) {
  const { t } = useTranslation('sign-in');
  const providers = methods?.sso ?? [];
  if (providers.length === 0) return null;
  return (
    <div className={classes.sso}>
      <p className={classes.or}>{t('sso.or')}</p>
      {providers.map(({ id, name, startUrl }) => (
        <Button
          key={id}
          component="a"
          href={addressOf(startUrl)}
          variant="default"
          size="md"
          fullWidth
          leftSection={<IconKey size={16} aria-hidden="true" />}
          onClick={onStart}
        >
          {t('sso.with', { name })}
        </Button>
      ))}
    </div>
  );
}
