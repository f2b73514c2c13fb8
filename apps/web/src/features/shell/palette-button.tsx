import { UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { i18n } from '../../i18n';
import { announce } from '../../lib/announce';
import { isCovered, useKeys } from '../../lib/keys';
import { Keys } from './key-names';
import type * as PaletteDialogs from './palette-dialogs';
import classes from './palette.module.css';

type Which = 'palette' | 'keys';
type Dialogs = typeof PaletteDialogs;

async function loaded(): Promise<Dialogs> {
  const [dialogs] = await Promise.all([import('./palette-dialogs'), i18n.loadNamespaces('palette')]);
  return dialogs;
}

/** Which dialog is open; once none is, the focus goes back to where it was, unless a page has taken it. */
function useOneDialog() {
  const { t } = useTranslation();
  const [shown, setShown] = useState<{ readonly which: Which; readonly dialogs: Dialogs } | null>(null);
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    if (shown) return;
    if (opener.current instanceof HTMLElement && document.activeElement === document.body) opener.current.focus();
    opener.current = null;
  }, [shown]);
  const show = (which: Which) => {
    opener.current ??= document.activeElement;
    loaded().then(
      (dialogs) => setShown({ which, dialogs }),
      () => announce(t('state.failedTitle'), true),
    );
  };
  return { shown, show, close: () => setShown(null) };
}

/** The way to everything by typing, and the list of the page's keys. */
export function PaletteButton() {
  const { t } = useTranslation();
  const { shown, show, close } = useOneDialog();
  const whenUncovered = (which: Which) => () => {
    if (!isCovered()) show(which);
  };
  useKeys([
    { key: 'mod+k', label: t('keys.palette'), run: whenUncovered('palette') },
    { key: '?', label: t('keys.list'), run: whenUncovered('keys') },
  ]);
  return (
    <>
      <UnstyledButton className={classes.button} aria-label={t('keys.palette')} onClick={() => show('palette')}>
        <IconSearch size={16} aria-hidden="true" />
        <span className={classes.words} aria-hidden="true">
          {t('keys.palette')}
        </span>
        <span className={classes.shortcut} aria-hidden="true">
          <Keys of="mod+k" />
        </span>
      </UnstyledButton>
      {shown?.which === 'palette' && <shown.dialogs.Palette onClose={close} onKeys={() => show('keys')} />}
      {shown?.which === 'keys' && <shown.dialogs.KeysDialog onClose={close} />}
    </>
  );
}
