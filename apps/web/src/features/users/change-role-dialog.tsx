import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { AccessPreview, UserDetail } from 'wardkeep/contracts';
import type { UpdateUserDto } from 'wardkeep/contracts/dto';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { GrantChanges } from '../../components/grant-changes';
import { ListFailed, ListSkeleton } from '../../components/list-states';
import { api } from '../../lib/api';
import { accessPreview } from './access-queries';
import classes from './access.module.css';

/** What another role would mean for a user: gains and losses, and what else comes with it. */
export function RoleEffect({ preview }: { readonly preview: AccessPreview }) {
  const { t } = useTranslation('users');
  return (
    <div className={classes.effect}>
      <GrantChanges changes={preview.grants} />
      <ul className={classes.notes}>
        <li>{t('ofAccess.atOnce')}</li>
        {preview.mustEnrol && <li>{t('ofAccess.mustEnrol')}</li>}
        {preview.makesAdministrator && <li className={classes.danger}>{t('ofAccess.makesAdministrator')}</li>}
      </ul>
    </div>
  );
}

type ChangeRoleProps = {
  readonly user: UserDetail;
  /** The whole change, with the role in it. */
  readonly change: UpdateUserDto & { readonly roleId: string };
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly onConfirm: (reason: string | undefined) => Promise<unknown>;
};

/** Says what a user gains and loses by another role, before it is given. */
export function ChangeRoleDialog({ user, change, opened, onClose, onConfirm }: ChangeRoleProps) {
  const { t } = useTranslation('users');
  const preview = useQuery({ ...accessPreview(user.id, change.roleId), enabled: opened });
  const role = preview.data?.after.name ?? '';
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('ofAccess.ask', { name: user.username, role })}
      action={t('ofAccess.give')}
      level={2}
      size="lg"
      name={user.username}
      given={JSON.stringify(change)}
      asksReasonFor={preview.data?.makesAdministrator ? 'roleToAdministrator' : undefined}
      dryRun={() => api.dryRun.users.update(user.id, user.version, change)}
      onConfirm={({ reason }) => onConfirm(reason)}
    >
      {preview.isPending && <ListSkeleton />}
      {preview.error && <ListFailed error={preview.error} onRetry={() => void preview.refetch()} />}
      {preview.data && <RoleEffect preview={preview.data} />}
    </ConfirmDialog>
  );
}
