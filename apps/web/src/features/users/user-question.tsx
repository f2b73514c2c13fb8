import { Checkbox } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DryRun, UserDetail } from 'wardkeep/contracts';
import { ConfirmDialog, type Confirmed } from '../../components/confirm-dialog';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import type { AskedFor } from '../../lib/reason';
import { useMe } from '../../lib/session';
import { deleteUser, disableUser, endUserSessions } from './queries';
import { inviteAgain, requireChange, resetTwoFactor } from './user-security-queries';
import classes from './users.module.css';

export type Question = 'disable' | 'end-sessions' | 'delete' | 'reset-two-factor' | 'invite';
type Way = {
  /** What a Domain may ask a reason for. */
  readonly asksReasonFor?: AskedFor;
  readonly level: 1 | 2 | 3;
  readonly dryRun?: (user: UserDetail) => Promise<DryRun>;
  readonly run: (given: Confirmed, user: UserDetail) => Promise<unknown>;
};

function useWays(): Readonly<Record<Question, Way>> {
  const client = useQueryClient();
  const disable = useMutation(disableUser(client));
  const end = useMutation(endUserSessions(client));
  const remove = useMutation(deleteUser(client));
  const resetFactor = useMutation(resetTwoFactor(client));
  const invite = useMutation(inviteAgain(client));
  return {
    disable: {
      level: 1,
      dryRun: ({ id }) => api.dryRun.users.disable(id),
      run: (options, user) => disable.mutateAsync({ user, options }),
    },
    'end-sessions': {
      level: 2,
      dryRun: ({ id }) => api.dryRun.users.endSessions(id),
      run: ({ reason }, user) => end.mutateAsync({ user, options: { reason } }),
    },
    delete: {
      level: 3,
      asksReasonFor: 'deleteUser',
      dryRun: ({ id, version }) => api.dryRun.users.delete(id, version),
      run: (options, user) => remove.mutateAsync({ user, options }),
    },
    'reset-two-factor': {
      level: 2,
      asksReasonFor: 'resetTwoFactor',
      dryRun: ({ id }) => api.dryRun.users.resetSecondFactor(id),
      run: ({ reason }, { id }) => resetFactor.mutateAsync({ id, reason }),
    },
    invite: { level: 1, run: (_, { id }) => invite.mutateAsync(id) },
  };
}

export type AskingProps = {
  readonly user: UserDetail;
  readonly opened: boolean;
  readonly onClose: () => void;
};

type QuestionProps = AskingProps & { readonly action: Question; readonly onDeleted?: (() => void) | undefined };

/** One question for what needs no more than a yes, and a reason where it is costly. */
export function UserQuestion({ action, user, opened, onClose, onDeleted }: QuestionProps) {
  const { t } = useTranslation('users');
  const me = useMe();
  const { level, asksReasonFor, dryRun, run } = useWays()[action];
  const name = user.username;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t(`ask.${action}.title`, { name })}
      action={t(`ask.${action}.action`)}
      level={level}
      asksReasonFor={asksReasonFor}
      name={name}
      dryRun={dryRun && (() => dryRun(user))}
      onConfirm={async (given) => {
        await run(given, user);
        announce(t(`done.${action}`, { name }));
        if (action === 'delete') onDeleted?.();
      }}
    >
      <p>{t(`ask.${action}.text`)}</p>
      {user.id === me.user.id && <p className={classes.self}>{t('ask.self')}</p>}
    </ConfirmDialog>
  );
}

/** A new password at the next sign-in; one that others may know ends the sessions as well. */
export function RequireChangeQuestion({ user, opened, onClose }: AskingProps) {
  const { t } = useTranslation('users');
  const require = useMutation(requireChange(useQueryClient()));
  const [compromised, setCompromised] = useState(false);
  const { id, username: name } = user;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('ask.require-change.title', { name })}
      action={t('ask.require-change.action')}
      level={compromised ? 2 : 1}
      name={name}
      given={String(compromised)}
      dryRun={() => api.dryRun.users.requirePasswordChange(id, { compromised })}
      onConfirm={async ({ reason }) => {
        await require.mutateAsync({ id, compromised, reason });
        announce(t('done.require-change', { name }));
      }}
    >
      <div className={classes.asked}>
        <p>{t('ask.require-change.text')}</p>
        <Checkbox
          label={t('ask.require-change.compromised')}
          description={t('ask.require-change.compromisedHelp')}
          checked={compromised}
          onChange={(event) => setCompromised(event.currentTarget.checked)}
        />
      </div>
    </ConfirmDialog>
  );
}
