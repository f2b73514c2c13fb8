import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { announce } from '../../lib/announce';
import type { Ask, Asked } from './asked';
import { enableUser } from './queries';
import { UserActionDialog } from './user-action-dialog';

type UserActions = {
  /** The same function between renders. */
  readonly ask: Ask;
  readonly dialog: ReactNode;
};

/** What can be done with a user, from its row and from its page: one dialog for all of it. */
export function useUserActions(onDeleted?: () => void): UserActions {
  const { t } = useTranslation('users');
  const client = useQueryClient();
  const [asked, setAsked] = useState<Asked | null>(null);
  const [opened, setOpened] = useState(false);
  const { mutate: enable } = useMutation(enableUser(client));

  const ask = useCallback<Ask>(
    (action, user) => {
      const show = (next: Asked) => {
        setAsked(next);
        setOpened(true);
      };
      if (action !== 'enable') return show({ action, user });
      enable(user.id, {
        onSuccess: () => announce(t('done.enable', { name: user.username })),
        onError: (refusal) => show({ action, user, refusal }),
      });
    },
    [enable, t],
  );

  const dialog = asked && (
    <UserActionDialog
      key={`${asked.action} ${asked.user.id}`}
      asked={asked}
      opened={opened}
      onClose={() => setOpened(false)}
      onDeleted={onDeleted}
    />
  );
  return { ask, dialog };
}
