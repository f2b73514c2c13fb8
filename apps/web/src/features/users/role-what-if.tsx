import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AccessPreview, UserDetail } from 'wardkeep/contracts';
import { ListFailed } from '../../components/list-states';
import { RoleSelect } from '../../components/role-select';
import { Section } from '../../components/section';
import { announce } from '../../lib/announce';
import { accessPreview } from './access-queries';
import { ChangeRoleDialog, RoleEffect } from './change-role-dialog';
import { updateUser } from './queries';
import classes from './access.module.css';

type FoundProps = { readonly preview: AccessPreview; readonly onGive: () => void };

function Found({ preview, onGive }: FoundProps) {
  const { t } = useTranslation('users');
  const { blocked, before, after } = preview;
  return (
    <section className={classes.preview} aria-label={t('ofAccess.effect')}>
      <h3>{t('ofAccess.instead', { before: before.name, after: after.name })}</h3>
      <RoleEffect preview={preview} />
      {blocked === null ? (
        <Button className={classes.start} onClick={onGive}>
          {t('ofAccess.giveOpen')}
        </Button>
      ) : (
        <p className={classes.blocked}>{t('ofAccess.blocked', { why: t(`problems:${blocked}`) })}</p>
      )}
    </section>
  );
}

/** What the user would gain and lose by another role, and the way to give it. */
export function RoleWhatIf({ user }: { readonly user: UserDetail }) {
  const { t } = useTranslation('users');
  const update = useMutation(updateUser(useQueryClient(), user));
  const [roleId, setRoleId] = useState<string | null>(null);
  const [asks, setAsks] = useState(false);
  const preview = useQuery({ ...accessPreview(user.id, roleId ?? ''), enabled: roleId !== null });
  return (
    <Section title={t('ofAccess.whatIf')} lead={t('ofAccess.whatIfLead')}>
      <div className={classes.effect}>
        <RoleSelect
          className={classes.select}
          toGive={false}
          clearable
          clearButtonProps={{ 'aria-label': t('common:action.clear') }}
          without={user.role.id}
          label={t('ofAccess.other')}
          value={roleId}
          onChange={setRoleId}
        />
        <div aria-live="polite" aria-busy={preview.isFetching}>
          {preview.error && <ListFailed error={preview.error} onRetry={() => void preview.refetch()} />}
          {preview.data && <Found preview={preview.data} onGive={() => setAsks(true)} />}
        </div>
      </div>
      {roleId !== null && (
        <ChangeRoleDialog
          user={user}
          change={{ roleId }}
          opened={asks}
          onClose={() => setAsks(false)}
          onConfirm={async (reason) => {
            const { role } = await update.mutateAsync({ change: { roleId }, reason });
            announce(t('ofAccess.given', { name: user.username, role: role.name }));
            setRoleId(null);
          }}
        />
      )}
    </Section>
  );
}
