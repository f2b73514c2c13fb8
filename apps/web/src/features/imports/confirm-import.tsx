import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Import } from 'wardkeep/contracts';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { api } from '../../lib/api';
import { useFormats } from '../../lib/formats';
import { writesOf } from './import-state';
import { keepImport } from './queries';

/** From how many on their number is typed. */
const TYPED_FROM = 50;

type AskingProps = { readonly found: Import; readonly opened: boolean; readonly onClose: () => void };

/** The last question before users are made and changed. */
export function ConfirmImport({ found, opened, onClose }: AskingProps) {
  const { t } = useTranslation('imports');
  const client = useQueryClient();
  const format = useFormats();
  const count = writesOf(found);
  const { counts, withoutPassword } = found;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('confirm.title', { count, n: format.number(count) })}
      action={t('confirm.action', { count, n: format.number(count) })}
      level={count > TYPED_FROM ? 3 : 2}
      tone="plain"
      name={String(count)}
      dryRun={() => api.dryRun.imports.confirm(found.id)}
      onConfirm={async ({ reason }) => keepImport(client, await api.imports.confirm(found.id, { reason }))}
    >
      <p>{t('confirm.text')}</p>
      {counts.new > 0 && <p className="dimmed">{t(`confirm.${withoutPassword}`)}</p>}
    </ConfirmDialog>
  );
}

/** Throws away what waits, or stops what runs. */
export function CancelImport({ found, opened, onClose }: AskingProps) {
  const { t } = useTranslation('imports');
  const client = useQueryClient();
  const kind = found.state === 'applying' ? 'stop' : 'discard';
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t(`${kind}.title`, { name: found.fileName })}
      action={t(`${kind}.action`)}
      level={1}
      onConfirm={async ({ reason }) => keepImport(client, await api.imports.cancel(found.id, { reason }))}
    >
      {t(`${kind}.text`)}
    </ConfirmDialog>
  );
}

/** Takes back what the import did, where nobody touched it since. */
export function UndoImport({ found, opened, onClose }: AskingProps) {
  const { t } = useTranslation('imports');
  const client = useQueryClient();
  const format = useFormats();
  const count = found.outcomes.created + found.outcomes.updated;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t('undo.title')}
      action={t('undo.action')}
      level={count > TYPED_FROM ? 3 : 2}
      name={String(count)}
      dryRun={() => api.dryRun.imports.undo(found.id)}
      onConfirm={async ({ reason }) => keepImport(client, await api.imports.undo(found.id, { reason }))}
    >
      <p>
        {t('undo.text', {
          created: format.number(found.outcomes.created),
          updated: format.number(found.outcomes.updated),
        })}
      </p>
      <p className="dimmed">{t('undo.kept')}</p>
    </ConfirmDialog>
  );
}
