import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserDetail } from 'wardkeep/contracts';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { FieldChanges } from '../../components/field-changes';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { restoreVersion } from './access-queries';
import { userVersion } from './queries';
import { useFieldWords } from './use-field-words';
import { fieldsBetween } from './version-diff';
import classes from './access.module.css';

/** A name stays with its user, and enabling has its own right. */
const STAYS = new Set(['username', 'enabled']);

type RestoreProps = { readonly user: UserDetail; readonly earlier: number };

function useDifference({ user, earlier }: RestoreProps) {
  const now = useQuery(userVersion(user.id, user.version));
  const past = useQuery(userVersion(user.id, earlier));
  if (!now.data || !past.data) return null;
  return fieldsBetween(now.data.fields, past.data.fields).filter(({ field }) => !STAYS.has(field));
}

/** Makes an earlier version the newest one, after showing what that changes. */
export function RestoreVersion({ user, earlier }: RestoreProps) {
  const { t } = useTranslation('users');
  const navigate = useNavigate();
  const { fieldName } = useFieldWords();
  const restore = useMutation(restoreVersion(useQueryClient(), user));
  const [opened, setOpened] = useState(false);
  const changes = useDifference({ user, earlier });
  if (earlier >= user.version || changes?.length === 0) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconHistory size={16} aria-hidden="true" />}
        onClick={() => setOpened(true)}
      >
        {t('restore.open')}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('restore.title', { name: user.username, number: earlier })}
        action={t('restore.action')}
        level={2}
        size="lg"
        name={user.username}
        given={`${earlier} ${user.version}`}
        dryRun={() => api.dryRun.users.restore(user.id, earlier, user.version)}
        onConfirm={async ({ reason }) => {
          const { version } = await restore.mutateAsync({ earlier, reason });
          announce(t('restore.done', { name: user.username, number: version }));
          await navigate({ to: '.', search: {} as never, resetScroll: false });
        }}
      >
        <div className={classes.effect}>
          <p>{t('restore.text')}</p>
          <FieldChanges changes={changes ?? []} fieldName={fieldName} />
        </div>
      </ConfirmDialog>
    </>
  );
}
