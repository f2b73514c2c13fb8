import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { UserDetail } from 'wardkeep/contracts';
import { problemText } from '../../lib/problems';
import { decisionOf, type Asked } from './asked';
import { Explanation } from './explanation';
import { userById } from './queries';
import { ResetPasswordDialog } from './reset-password-dialog';
import { RequireChangeQuestion, UserQuestion } from './user-question';
import classes from './users.module.css';

type DialogProps = {
  readonly asked: Asked;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onDeleted?: (() => void) | undefined;
};

function Asking({ asked: { action }, user, ...props }: DialogProps & { readonly user: UserDetail }) {
  const { opened, onClose, onDeleted } = props;
  if (action === 'enable' || action === 'unlock') return null;
  const common = { user, opened, onClose };
  if (action === 'reset-password') return <ResetPasswordDialog {...common} />;
  if (action === 'require-change') return <RequireChangeQuestion {...common} />;
  return <UserQuestion {...common} action={action} onDeleted={onDeleted} />;
}

const isDoneAtOnce = ({ action }: Asked) => action === 'enable' || action === 'unlock';

/** The question and what would happen, or, when the rules forbid it, the reason in words. */
export function UserActionDialog(props: DialogProps) {
  const { t } = useTranslation('users');
  const { asked, opened, onClose } = props;
  const detail = useQuery({ ...userById(asked.user.id), enabled: opened && !isDoneAtOnce(asked) });
  const title = t(`ask.${asked.action}.refused`, { name: asked.user.username });
  const refusal = asked.refusal ?? (detail.data ? null : detail.error);
  const because = detail.data?.blocked[decisionOf(asked.action)];
  if (refusal || because) {
    return (
      <Explanation opened={opened} onClose={onClose} title={title}>
        <p>{because ? t(`problems:${because}`) : problemText(refusal)}</p>
      </Explanation>
    );
  }
  if (detail.data) return <Asking {...props} user={detail.data} />;
  if (isDoneAtOnce(asked)) return null;
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
