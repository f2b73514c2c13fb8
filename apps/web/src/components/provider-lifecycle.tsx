import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ProviderAction } from 'wardkeep/contracts';
import { announce } from '../lib/announce';
import { api } from '../lib/api';
import { ActionLine, ActionLines, Blocked } from './action-lines';
import { ConfirmDialog, type Confirmed } from './confirm-dialog';
import { FormErrors } from './form-errors';
import { Section } from './section';

type Provider = {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly enabled: boolean;
  readonly users: number;
  readonly actions: readonly ProviderAction[];
  readonly blocked: Partial<Record<ProviderAction, string>>;
};

/** A provider, the texts that speak of its kind, and what is done to it. */
export type Lifecycle = {
  readonly provider: Provider;
  readonly words: 'directories' | 'sso';
  readonly onEnable: () => Promise<unknown>;
  readonly onDisable: (reason: string | undefined) => Promise<unknown>;
  readonly onDelete: (given: Confirmed) => Promise<unknown>;
};

type DialogProps = Lifecycle & { readonly opened: boolean; readonly onClose: () => void };

function DisableDialog({ provider, words, onDisable, opened, onClose }: DialogProps) {
  const { t } = useTranslation(words);
  const { id, name } = provider;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t(`${words}:disable.title`, { name })}
      action={t(`${words}:disable.action`)}
      level={2}
      dryRun={() => api.dryRun.providers.disable(id)}
      onConfirm={async ({ reason }) => {
        await onDisable(reason);
        announce(t(`${words}:disable.done`, { name }));
      }}
    >
      {t(`${words}:disable.text`)}
    </ConfirmDialog>
  );
}

function DeleteDialog({ provider, words, onDelete, opened, onClose }: DialogProps) {
  const { t } = useTranslation(words);
  const { id, name, version, users } = provider;
  return (
    <ConfirmDialog
      opened={opened}
      onClose={onClose}
      title={t(`${words}:delete.title`, { name })}
      action={t(`${words}:delete.action`)}
      level={3}
      name={name}
      dryRun={() => api.dryRun.providers.delete(id, version)}
      onConfirm={async (given) => {
        await onDelete(given);
        announce(t(`${words}:delete.done`, { name }));
      }}
    >
      {t(`${words}:delete.text`, { count: users })}
    </ConfirmDialog>
  );
}

type EnableProps = Pick<Lifecycle, 'provider' | 'words' | 'onEnable'> & { readonly variant: 'default' | 'filled' };

/** Enables at once, since nothing is lost by it. */
export function EnableButton({ provider: { name }, words, onEnable, variant }: EnableProps) {
  const { t } = useTranslation(words);
  const enable = useMutation({
    mutationFn: onEnable,
    onSuccess: () => announce(t(`${words}:enable.done`, { name })),
  });
  return (
    <>
      <Button variant={variant} aria-disabled={enable.isPending} onClick={() => enable.mutate()}>
        {t(`${words}:enable.action`)}
      </Button>
      <FormErrors error={enable.error} title={t('common:confirm.refused')} />
    </>
  );
}

type LineProps = {
  readonly lifecycle: Lifecycle;
  readonly action: 'disable' | 'delete';
  readonly onAsk: () => void;
};

/** An action with what it means; where it is not possible, why. */
function DangerLine({ lifecycle: { provider, words }, action, onAsk }: LineProps) {
  const { t } = useTranslation(words);
  const why = provider.blocked[action];
  const isOffered = provider.actions.includes(action);
  if (!isOffered && (why === undefined || why === 'permission-missing')) return null;
  return (
    <ActionLine title={t(`${words}:${action}.action`)} text={t(`${words}:${action}.lead`)}>
      {isOffered ? (
        <Button variant="outline" color="danger" onClick={onAsk}>
          {t(`${words}:${action}.action`)}
        </Button>
      ) : (
        <Blocked>
          {t([`${words}:blocked.${why}`, `problems:${why}`], { defaultValue: t(`${words}:notPossible`) })}
        </Blocked>
      )}
    </ActionLine>
  );
}

const isDecided = ({ actions, blocked }: Provider, action: ProviderAction) =>
  actions.includes(action) || (blocked[action] ?? 'permission-missing') !== 'permission-missing';

/** Enabling, disabling and deleting a provider; nothing for whoever may do none of it. */
export function LifecycleSection(lifecycle: Lifecycle) {
  const { provider, words } = lifecycle;
  const { t } = useTranslation(words);
  const [asks, setAsks] = useState<'disable' | 'delete' | null>(null);
  const close = () => setAsks(null);
  const mayEnable = provider.actions.includes('enable');
  const mayDisable = provider.enabled && isDecided(provider, 'disable');
  if (!mayEnable && !mayDisable && !isDecided(provider, 'delete')) return null;
  return (
    <Section title={t(`${words}:part.lifecycle`)}>
      <ActionLines>
        {mayEnable && (
          <ActionLine title={t(`${words}:enable.action`)} text={t(`${words}:enable.lead`)}>
            <EnableButton {...lifecycle} variant="default" />
          </ActionLine>
        )}
        {mayDisable && <DangerLine lifecycle={lifecycle} action="disable" onAsk={() => setAsks('disable')} />}
        <DangerLine lifecycle={lifecycle} action="delete" onAsk={() => setAsks('delete')} />
      </ActionLines>
      <DisableDialog {...lifecycle} opened={asks === 'disable'} onClose={close} />
      <DeleteDialog {...lifecycle} opened={asks === 'delete'} onClose={close} />
    </Section>
  );
}
