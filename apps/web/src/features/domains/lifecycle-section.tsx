import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DomainDetail } from 'wardkeep/contracts';
import { ActionLine, ActionLines } from '../../components/action-lines';
import { ConfirmDialog, type Confirmed } from '../../components/confirm-dialog';
import { FormErrors } from '../../components/form-errors';
import { Section } from '../../components/section';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { useMe } from '../../lib/session';
import { useSwitchDomain } from '../../lib/use-switch-domain';
import { workIn } from '../../lib/working-domain';
import { Blocked } from './blocked';
import { deleteDomain, disableDomain, enableDomain } from './queries';

type DomainProps = { readonly domain: DomainDetail };
type AskingProps = DomainProps & { readonly asks: 'disable' | 'delete' | null; readonly onClose: () => void };

function useDeletion(domain: DomainDetail) {
  const { t } = useTranslation('domains');
  const remove = useMutation(deleteDomain(useQueryClient()));
  const navigate = useNavigate();
  const me = useMe();
  const switchTo = useSwitchDomain();
  return async ({ reason, confirm }: Confirmed) => {
    await remove.mutateAsync({ id: domain.id, version: domain.version, reason, confirm });
    announce(t('deleted', { name: domain.name }));
    if (me.domain.id === domain.id) {
      workIn(null);
      await switchTo(null, me.home.displayName);
    }
    await navigate({ to: '/domains', ignoreBlocker: true });
  };
}

/** One dialog for both questions; it keeps its words while it fades. */
function Asking({ domain, asks, onClose }: AskingProps) {
  const { t } = useTranslation('domains');
  const disable = useMutation(disableDomain(useQueryClient()));
  const remove = useDeletion(domain);
  const [last, setLast] = useState<'disable' | 'delete'>('disable');
  if (asks !== null && asks !== last) setLast(asks);
  const { id, name, version } = domain;
  if (last === 'delete') {
    return (
      <ConfirmDialog
        opened={asks !== null}
        onClose={onClose}
        title={t('deleteTitle', { name })}
        action={t('delete')}
        level={3}
        name={name}
        dryRun={() => api.dryRun.domains.delete(id, version)}
        onConfirm={remove}
      >
        {t('deleteText', { count: domain.users })}
      </ConfirmDialog>
    );
  }
  return (
    <ConfirmDialog
      opened={asks !== null}
      onClose={onClose}
      title={t('disableTitle', { name })}
      action={t('disable')}
      level={2}
      dryRun={() => api.dryRun.domains.disable(id)}
      onConfirm={async ({ reason }) => {
        await disable.mutateAsync({ id, reason });
        announce(t('disabled', { name }));
      }}
    >
      {t('disableText')}
    </ConfirmDialog>
  );
}

function Enable({ domain }: DomainProps) {
  const { t } = useTranslation('domains');
  const enable = useMutation(enableDomain(useQueryClient()));
  const start = () => enable.mutate(domain.id, { onSuccess: ({ name }) => announce(t('enabled', { name })) });
  return (
    <>
      <FormErrors error={enable.error} title={t('common:confirm.refused')} />
      <ActionLine title={t('enable')} text={t('enableText')}>
        <Button variant="default" aria-disabled={enable.isPending} onClick={start}>
          {t('enable')}
        </Button>
      </ActionLine>
    </>
  );
}

/** Disabling, enabling and deleting, each with why it is not possible where it is not. */
export function LifecycleSection({ domain }: DomainProps) {
  const { t } = useTranslation('domains');
  const [asks, setAsks] = useState<'disable' | 'delete' | null>(null);
  const offers = (action: 'enable' | 'disable' | 'delete') => domain.actions.includes(action);
  const explains = (action: 'disable' | 'delete') =>
    (domain.blocked[action] ?? 'permission-missing') !== 'permission-missing';
  const shown = (action: 'disable' | 'delete') =>
    (offers(action) || explains(action)) && (
      <ActionLine title={t(action)} text={t(`${action}Lead`)}>
        {offers(action) ? (
          <Button variant="outline" color="danger" onClick={() => setAsks(action)}>
            {t(action)}
          </Button>
        ) : (
          <Blocked domain={domain} action={action} />
        )}
      </ActionLine>
    );
  const lines = [
    offers('enable') && <Enable key="enable" domain={domain} />,
    domain.enabled && shown('disable'),
    shown('delete'),
  ];
  if (!lines.some(Boolean)) return null;
  return (
    <Section title={t('lifecycle')}>
      <ActionLines>{lines}</ActionLines>
      <Asking domain={domain} asks={asks} onClose={() => setAsks(null)} />
    </Section>
  );
}
