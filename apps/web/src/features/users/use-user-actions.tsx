import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../lib/announce';
import type { Ask, Asked } from './asked';
import { enableUser } from './queries';
import { unlockUser } from './user-security-queries';
import { UserActionDialog } from './user-action-dialog';

type UserActions = {
  /** The same function between renders. */
  readonly ask: Ask;
  readonly dialog: ReactNode;
};

/** The button of the menu one chooses from. The chosen entry is gone when its dialog closes. */
function menuButton(): HTMLElement | null {
  const menu = document.activeElement?.closest('[role="menu"]');
  return document.getElementById(menu?.getAttribute('aria-labelledby') ?? '');
}

/** A button that did its work is gone: the page's heading takes the focus. */
const toHeading = () => document.querySelector<HTMLElement>('main h1')?.focus({ preventScroll: true });

/** Whether the dialog is open; the focus goes back to the menu's button when it closes. */
function useOpened() {
  const [opened, setOpened] = useState(false);
  const button = useRef<HTMLElement | null>(null);
  useEffect(() => {
    if (!opened) button.current?.focus();
  }, [opened]);
  return { opened, setOpened, button };
}

/** What can be done with a user, from its row and from its page: one dialog for all of it. */
export function useUserActions(onDeleted?: () => void): UserActions {
  const { t } = useTranslation('users');
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [round, setRound] = useState(0);
  const { opened, setOpened, button } = useOpened();
  const { mutate: enable } = useMutation(enableUser(client));
  const { mutate: unlock } = useMutation(unlockUser(client));

  const ask = useCallback<Ask>(
    (action, user) => {
      button.current = menuButton();
      const show = (next: Asked) => {
        setAsked(next);
        setRound((last) => last + 1);
        setOpened(true);
      };
      if (action !== 'enable' && action !== 'unlock') return show({ action, user });
      const run = action === 'enable' ? enable : unlock;
      run(user.id, {
        onSuccess: () => {
          announce(t(`done.${action}`, { name: user.username }));
          if (button.current === null) toHeading();
        },
        onError: (refusal) => show({ action, user, refusal }),
      });
    },
    [button, enable, unlock, setOpened, t],
  );

  const dialog = asked && (
    <UserActionDialog
      key={round}
      asked={asked}
      opened={opened}
      onClose={() => setOpened(false)}
      onDeleted={onDeleted}
    />
  );
  return { ask, dialog };
}
