import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderDetail } from 'wardkeep/contracts';
import { ActionLine, ActionLines, Blocked } from '../../components/action-lines';
import { ConfirmDialog } from '../../components/confirm-dialog';
import { FormErrors } from '../../components/form-errors';
import { Section } from '../../components/section';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { deleteDirectory, disableDirectory, enableDirectory } from './queries';

type ProviderProps = { readonly provider: ProviderDetail };
type Asked = 'disable' | 'delete';

function DisableDialog({
  provider,
  ...dialog
}: ProviderProps & { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('directories');
  const disable = useMutation(disableDirectory(useQueryClient()));
  const { id, name } = provider;
  return (
    <ConfirmDialog
      {...dialog}
      title={t('disable.title', { name })}
      action={t('disable.action')}
      level={2}
      dryRun={() => api.dryRun.providers.disable(id)}
      onConfirm={async ({ reason }) => {
        await disable.mutateAsync({ id, reason });
        announce(t('disable.done', { name }));
      }}
    >
      {t('disable.text')}
    </ConfirmDialog>
  );
}

function DeleteDialog({
  provider,
  ...dialog
}: ProviderProps & { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('directories');
  const remove = useMutation(deleteDirectory(useQueryClient()));
  const navigate = useNavigate();
  const { id, name, version, users } = provider;
  return (
    <ConfirmDialog
      {...dialog}
      title={t('delete.title', { name })}
      action={t('delete.action')}
      level={3}
      name={name}
      dryRun={() => api.dryRun.providers.delete(id, version)}
      onConfirm={async ({ reason, confirm }) => {
        await remove.mutateAsync({ id, version, reason, confirm });
        announce(t('delete.done', { name }));
        await navigate({ to: '/directories', ignoreBlocker: true });
      }}
    >
      {t('delete.text', { count: users })}
    </ConfirmDialog>
  );
}

/** Enables at once, since nothing is lost by it. */
export function EnableButton({ provider, variant }: ProviderProps & { readonly variant: 'default' | 'filled' }) {
  const { t } = useTranslation('directories');
  const enable = useMutation(enableDirectory(useQueryClient()));
  const start = () => enable.mutate(provider.id, { onSuccess: ({ name }) => announce(t('enable.done', { name })) });
  return (
    <>
      <Button variant={variant} aria-disabled={enable.isPending} onClick={start}>
        {t('enable.action')}
      </Button>
      <FormErrors error={enable.error} title={t('common:confirm.refused')} />
    </>
  );
}

/** Disabling, enabling and deleting, each with why it is not possible where it is not. */
export function LifecycleSection({ provider }: ProviderProps) {
  const { t } = useTranslation('directories');
  const [asks, setAsks] = useState<Asked | null>(null);
  const close = () => setAsks(null);
  const shown = (action: Asked) => {
    const why = provider.blocked[action];
    const isOffered = provider.actions.includes(action);
    if (!isOffered && (why === undefined || why === 'permission-missing')) return null;
    return (
      <ActionLine key={action} title={t(`${action}.action`)} text={t(`${action}.lead`)}>
        {isOffered ? (
          <Button variant="outline" color="danger" onClick={() => setAsks(action)}>
            {t(`${action}.action`)}
          </Button>
        ) : (
          why && <Blocked>{t([`blocked.${why}`, `problems:${why}`], { defaultValue: t('notPossible') })}</Blocked>
        )}
      </ActionLine>
    );
  };
  const lines = [
    provider.actions.includes('enable') && (
      <ActionLine key="enable" title={t('enable.action')} text={t('enable.lead')}>
        <EnableButton provider={provider} variant="default" />
      </ActionLine>
    ),
    provider.enabled && shown('disable'),
    shown('delete'),
  ];
  if (!lines.some(Boolean)) return null;
  return (
    <Section title={t('part.lifecycle')}>
      <ActionLines>{lines}</ActionLines>
      <DisableDialog provider={provider} opened={asks === 'disable'} onClose={close} />
      <DeleteDialog provider={provider} opened={asks === 'delete'} onClose={close} />
    </Section>
  );
}
