import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LIMITS, type RoleDetail } from 'wardkeep/contracts';
import { ConfirmDialog, type Confirmed } from '../../components/confirm-dialog';
import { RoleSelect } from '../../components/role-select';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { everyRole } from '../../lib/every-role';
import { useMay } from '../../lib/session';
import { Impact } from './review-dialog';
import { deleteRole } from './queries';
import { GrantChanges } from '../../components/grant-changes';
import { HoldersList } from './holders-section';
import classes from './roles.module.css';

type RoleProps = { readonly role: RoleDetail };
type MoveProps = RoleProps & {
  readonly moveTo: string | null;
  readonly isMissing: boolean;
  readonly onChange: (id: string | null) => void;
};

/** What the role they get instead changes for the holders. */
function MoveEffect({ role, moveTo }: RoleProps & { readonly moveTo: string }) {
  const { t } = useTranslation('roles');
  const effect = useQuery({
    queryKey: ['dry-run', 'role-move', role.id, role.version, moveTo],
    queryFn: () => api.dryRun.roles.delete(role.id, role.version, moveTo),
    gcTime: 0,
    retry: false,
  });
  const impact = effect.data?.role;
  if (!impact) return null;
  return (
    <section className={classes.concerned}>
      <h3>{t('impact.title')}</h3>
      <Impact role={role} impact={impact} />
      <GrantChanges changes={impact.grants} />
    </section>
  );
}

/** Who holds the role, and the role they get instead: without one it stays. */
function Move({ role, moveTo, isMissing, onChange }: MoveProps) {
  const { t } = useTranslation('roles');
  const may = useMay();
  const count = Math.min(role.holders, LIMITS.countedRows);
  return (
    <div className={classes.review}>
      <p>{t('delete.held', { count })}</p>
      {moveTo === null && may('users:read', 'domain') && <HoldersList role={role} most={5} />}
      <RoleSelect
        label={t('delete.moveTo')}
        description={t('delete.moveToHelp')}
        without={role.id}
        value={moveTo}
        error={isMissing && t('delete.moveToMissing')}
        onChange={onChange}
      />
      {moveTo !== null && <MoveEffect role={role} moveTo={moveTo} />}
    </div>
  );
}

function useDeletion(role: RoleDetail, moveTo: string | null) {
  const { t } = useTranslation('roles');
  const navigate = useNavigate();
  const remove = useMutation(deleteRole(useQueryClient(), role.id));
  const roles = useQuery(everyRole);
  return async ({ reason }: Confirmed) => {
    const { movedUsers } = await remove.mutateAsync({ version: role.version, moveTo: moveTo ?? undefined, reason });
    const to = roles.data?.find(({ id }) => id === moveTo)?.name ?? '';
    announce(
      movedUsers > 0
        ? t('delete.moved', { name: role.name, to, count: movedUsers })
        : t('delete.done', { name: role.name }),
    );
    await navigate({ to: '/roles', ignoreBlocker: true });
  };
}

/** Deletes a role that nobody holds, or gives its holders another one at the same time. */
export function DeleteRole({ role }: RoleProps) {
  const { t } = useTranslation('roles');
  const [opened, setOpened] = useState(false);
  const [moveTo, setMoveTo] = useState<string | null>(null);
  const [isMissing, setMissing] = useState(false);
  const remove = useDeletion(role, moveTo);
  const isHeld = role.holders > 0;
  const mayRehearse = !isHeld || moveTo !== null;
  const choose = (id: string | null) => {
    setMoveTo(id);
    setMissing(false);
  };
  return (
    <>
      <Button variant="outline" color="danger" onClick={() => setOpened(true)}>
        {t('delete.open')}
      </Button>
      <ConfirmDialog
        opened={opened}
        onClose={() => setOpened(false)}
        title={t('delete.title', { name: role.name })}
        action={
          isHeld ? t('delete.moveAction', { count: Math.min(role.holders, LIMITS.countedRows) }) : t('delete.action')
        }
        level={3}
        size="lg"
        name={role.name}
        given={moveTo ?? ''}
        dryRun={mayRehearse ? () => api.dryRun.roles.delete(role.id, role.version, moveTo ?? undefined) : undefined}
        isReady={() => {
          setMissing(!mayRehearse);
          return mayRehearse;
        }}
        onConfirm={remove}
      >
        {isHeld ? (
          <Move role={role} moveTo={moveTo} isMissing={isMissing} onChange={choose} />
        ) : (
          <p>{t('delete.text')}</p>
        )}
      </ConfirmDialog>
    </>
  );
}
