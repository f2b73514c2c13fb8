import { Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BulkAction, BulkUsersDto, DryRun, Job } from 'wardkeep/contracts';
import { ConfirmDialog, type Confirmed } from '../../components/confirm-dialog';
import { ListFailed } from '../../components/list-states';
import { RoleSelect } from '../../components/role-select';
import { api } from '../../lib/api';
import { useFormats } from '../../lib/formats';
import { keepJob } from '../../lib/jobs';
import { BulkPreviewLines } from './bulk-preview';
import { WAYS, type Whom } from './bulk';
import { Explanation } from './explanation';
import classes from './users.module.css';

/** From how many on their number is typed. */
const TYPED_FROM = 50;
/** These take nothing from anybody. */
const HARMLESS: readonly BulkAction[] = ['enable', 'unlock'];

type DialogProps = {
  readonly action: BulkAction;
  readonly whom: Whom;
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onStarted: (job: Job) => void;
};

/** What the action would do to whom, from a rehearsal; for a role, once one is chosen. */
function usePreview({ action, whom, opened }: DialogProps, roleId: string | null) {
  const body = { action, ...whom, ...(roleId !== null && { roleId }) } as BulkUsersDto;
  const preview = useQuery({
    queryKey: ['bulk', body],
    queryFn: ({ signal }) => api.dryRun.users.bulk(body, { signal }),
    enabled: opened && (action !== 'set-role' || roleId !== null),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  return { body, preview };
}

type CheckingProps = DialogProps & { readonly error: unknown; readonly onRetry: () => void };

function Checking({ opened, onClose, action, error, onRetry }: CheckingProps) {
  const { t } = useTranslation('bulk');
  return (
    <Explanation opened={opened} onClose={onClose} title={t(`ask.${action}.refused`)}>
      {error ? (
        <ListFailed error={error} onRetry={onRetry} />
      ) : (
        <p className={classes.loading} role="status">
          <Loader size="xs" aria-hidden="true" /> {t('common:confirm.checking')}
        </p>
      )}
    </Explanation>
  );
}

type QuestionProps = DialogProps & {
  readonly body: BulkUsersDto;
  readonly found: DryRun | undefined;
  readonly roleId: string | null;
  readonly onRole: (id: string | null) => void;
};

/** Starts the job; what is asked before it depends on how many there are, and on what it takes from them. */
function useQuestion({ action, body, found, roleId, onStarted }: QuestionProps) {
  const { t } = useTranslation('bulk');
  const format = useFormats();
  const client = useQueryClient();
  const [lacksRole, setLacksRole] = useState(false);
  const count = found?.bulk?.willChange ?? 0;
  const words = { count, n: format.number(count) };
  return {
    lacksRole,
    asked: {
      title: t(found ? `ask.${action}.title` : `ask.${action}.refused`, words),
      action: t(`ask.${action}.action`, words),
      level: action === 'delete' || count > TYPED_FROM ? 3 : 2,
      tone: HARMLESS.includes(action) ? 'plain' : undefined,
      name: String(count),
      given: roleId ?? '',
      asksReasonFor: WAYS[action].asksReasonFor,
      dryRun: found && (() => Promise.resolve(found)),
      isReady: () => {
        setLacksRole(action === 'set-role');
        return count > 0;
      },
      onConfirm: async ({ reason }: Confirmed) => {
        const job = await api.users.bulk(body, { reason, idempotencyKey: crypto.randomUUID() });
        await keepJob(client, job);
        onStarted(job);
      },
    } as const,
  };
}

function Question(props: QuestionProps) {
  const { t } = useTranslation('bulk');
  const { action, opened, onClose, found, roleId, onRole } = props;
  const { lacksRole, asked } = useQuestion(props);
  return (
    <ConfirmDialog opened={opened} onClose={onClose} {...asked}>
      <div className={classes.asked}>
        <p>{t(`ask.${action}.text`)}</p>
        {action === 'set-role' && (
          <RoleSelect value={roleId} onChange={onRole} error={lacksRole && roleId === null && t('chooseRole')} />
        )}
        {found?.bulk && <BulkPreviewLines preview={found.bulk} />}
      </div>
    </ConfirmDialog>
  );
}

/** What would happen to how many, who is left out and why; then the job. */
export function BulkDialog(props: DialogProps) {
  const { t } = useTranslation('bulk');
  const { action, opened, onClose } = props;
  const [roleId, setRoleId] = useState<string | null>(null);
  const { body, preview } = usePreview(props, roleId);
  const found = preview.data;
  const asksRole = action === 'set-role';
  if (preview.error || (!found && !asksRole)) {
    const error = preview.isFetching ? null : preview.error;
    return <Checking {...props} error={error} onRetry={() => void preview.refetch()} />;
  }
  if (found?.bulk?.willChange === 0 && !asksRole) {
    return (
      <Explanation opened={opened} onClose={onClose} title={t(`ask.${action}.nobody`)}>
        <BulkPreviewLines preview={found.bulk} />
      </Explanation>
    );
  }
  return <Question {...props} body={body} found={found} roleId={roleId} onRole={setRoleId} />;
}
