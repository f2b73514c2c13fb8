import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Import } from 'wardkeep/contracts';
import { CancelImport, UndoImport } from './confirm-import';

/** What can be done with an import as a whole. */
export function ImportActions({ found }: { readonly found: Import }) {
  const { t } = useTranslation('imports');
  const [asks, setAsks] = useState<'cancel' | 'undo' | null>(null);
  const close = () => setAsks(null);
  return (
    <>
      {found.actions.includes('cancel') && (
        <Button variant="default" onClick={() => setAsks('cancel')}>
          {t(found.state === 'applying' ? 'stop.open' : 'discard.open')}
        </Button>
      )}
      {found.actions.includes('undo') && (
        <Button variant="default" onClick={() => setAsks('undo')}>
          {t('undo.open')}
        </Button>
      )}
      <CancelImport found={found} opened={asks === 'cancel'} onClose={close} />
      <UndoImport found={found} opened={asks === 'undo'} onClose={close} />
    </>
  );
}
