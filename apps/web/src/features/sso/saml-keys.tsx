import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SamlKeyView } from 'wardkeep/contracts';
import { CopyButton } from '../../components/copy-button';
import { FormErrors } from '../../components/form-errors';
import layout from '../../components/layout.module.css';
import { ListFailed } from '../../components/list-states';
import { Section } from '../../components/section';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { useFormats } from '../../lib/formats';
import { samlUpkeep, upkeepAction, type SsoProvider } from './queries';
import classes from './sso.module.css';

type KeysProps = { readonly keys: readonly SamlKeyView[] };

function Keys({ keys }: KeysProps) {
  const { t } = useTranslation('sso');
  const format = useFormats();
  return (
    <dl className={classes.values}>
      {keys.map(({ state, certificate, fingerprint, createdAt }) => (
        <div key={fingerprint} className={classes.value}>
          <dt>
            {t(`keys.${state}`)}
            <span className="dimmed">{t('keys.since', { date: format.date(createdAt) })}</span>
          </dt>
          <dd>
            <code>{fingerprint}</code>
            <CopyButton value={certificate} label={t('keys.copy')} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Rollover({ id, keys }: KeysProps & { readonly id: string }) {
  const { t } = useTranslation('sso');
  const client = useQueryClient();
  const begin = useMutation(upkeepAction(client, id, (of) => api.providers.beginSamlRollover(of)));
  const finish = useMutation(upkeepAction(client, id, (of) => api.providers.finishSamlRollover(of)));
  const cancel = useMutation(upkeepAction(client, id, (of) => api.providers.cancelSamlRollover(of)));
  const hasBegun = keys.some(({ state }) => state === 'next');
  const isBusy = [begin, finish, cancel].some(({ isPending }) => isPending);
  const run = (action: typeof begin, said: string) => () => {
    if (!isBusy) action.mutate(undefined, { onSuccess: () => announce(said) });
  };
  return (
    <>
      <FormErrors error={begin.error ?? finish.error ?? cancel.error} title={t('common:confirm.refused')} />
      <p className="dimmed">{t(hasBegun ? 'keys.finishLead' : 'keys.beginLead')}</p>
      <div className={classes.buttons}>
        {hasBegun ? (
          <>
            <Button aria-disabled={isBusy} onClick={run(finish, t('keys.finished'))}>
              {t('keys.finish')}
            </Button>
            <Button variant="default" aria-disabled={isBusy} onClick={run(cancel, t('keys.cancelled'))}>
              {t('keys.cancel')}
            </Button>
          </>
        ) : (
          <Button variant="default" aria-disabled={isBusy} onClick={run(begin, t('keys.begun'))}>
            {t('keys.begin')}
          </Button>
        )}
      </div>
    </>
  );
}

/** The keys that the provider knows of us, and how they are replaced without anybody noticing. */
export function KeysSection({ provider: { id, actions } }: { readonly provider: SsoProvider }) {
  const { t } = useTranslation('sso');
  const upkeep = useQuery(samlUpkeep(id));
  return (
    <Section title={t('part.keys')} lead={t('keys.lead')}>
      <div className={layout.stack}>
        {upkeep.error && <ListFailed error={upkeep.error} onRetry={() => void upkeep.refetch()} />}
        {upkeep.data && <Keys keys={upkeep.data.keys} />}
        {upkeep.data && actions.includes('update') && <Rollover id={id} keys={upkeep.data.keys} />}
      </div>
    </Section>
  );
}
