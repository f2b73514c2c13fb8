import { Button, Loader, Modal } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DryRun, UserDetail } from 'wardkeep/contracts';
import { ConfirmDialog, type Confirmed } from '../../components/confirm-dialog';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { problemText } from '../../lib/problems';
import { useMe } from '../../lib/session';
import { deleteUser, disableUser, endUserSessions, userById } from './queries';
import type { Asked } from './asked';
import classes from './users.module.css';

type Action = 'disable' | 'end-sessions' | 'delete';
type Way = {
  readonly level: 1 | 2 | 3;
  readonly dryRun: (user: UserDetail) => Promise<DryRun>;
  readonly run: (given: Confirmed, user: UserDetail) => Promise<unknown>;
};

function useWays(): Readonly<Record<Action, Way>> {
  const client = useQueryClient();
  const disable = useMutation(disableUser(client));
  const end = useMutation(endUserSessions(client));
  const remove = useMutation(deleteUser(client));
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
      dryRun: ({ id, version }) => api.dryRun.users.delete(id, version),
      run: (options, user) => remove.mutateAsync({ user, options }),
    },
  };
}

type ExplanationProps = {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly children: ReactNode;
};

/** In place of a question: why it can not be done. */
function Explanation({ opened, onClose, title, children }: ExplanationProps) {
  const { t } = useTranslation('users');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <div className={classes.explanation}>
        {children}
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('common:action.close')}
        </Button>
      </div>
    </Modal>
  );
}

type DialogProps = {
  readonly asked: Asked;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onDeleted?: (() => void) | undefined;
};

type QuestionProps = DialogProps & { readonly action: Action; readonly user: UserDetail };

function Question({ action, user, opened, onClose, onDeleted }: QuestionProps) {
  const { t } = useTranslation('users');
  const me = useMe();
  const way = useWays()[action];
  const name = user.username;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t(`ask.${action}.title`, { name })}
      action={t(`ask.${action}.action`)}
      level={way.level}
      name={name}
      dryRun={() => way.dryRun(user)}
      onConfirm={async (given) => {
        await way.run(given, user);
        announce(t(`done.${action}`, { name }));
        if (action === 'delete') onDeleted?.();
      }}
    >
      <p>{t(`ask.${action}.text`)}</p>
      {user.id === me.user.id && <p className={classes.self}>{t('ask.self')}</p>}
    </ConfirmDialog>
  );
}

/** The question and what would happen, or, when the rules forbid it, the reason in words. */
export function UserActionDialog(props: DialogProps) {
  const { t } = useTranslation('users');
  const { asked, opened, onClose } = props;
  const detail = useQuery({ ...userById(asked.user.id), enabled: opened && asked.action !== 'enable' });
  const title = t(`ask.${asked.action}.refused`, { name: asked.user.username });
  const refusal = asked.refusal ?? (detail.data ? null : detail.error);
  const because = detail.data?.blocked[asked.action];
  if (refusal || because) {
    return (
      <Explanation opened={opened} onClose={onClose} title={title}>
        <p>{because ? t(`problems:${because}`) : problemText(refusal)}</p>
      </Explanation>
    );
  }
  if (asked.action === 'enable') return null;
  if (detail.data) return <Question {...props} action={asked.action} user={detail.data} />;
  return (
    <Explanation
      opened={opened}
      onClose={onClose}
      title={t(`ask.${asked.action}.title`, { name: asked.user.username })}
    >
      <p className={classes.loading} role="status">
        <Loader size="xs" aria-hidden="true" /> {t('common:confirm.checking')}
      </p>
    </Explanation>
  );
}
