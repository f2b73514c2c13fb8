import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SecondFactorState } from 'wardkeep/contracts';
import { Fact, Facts } from '../../components/facts';
import { ListFailed } from '../../components/list-states';
import { Section } from '../../components/section';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import { announce } from '../../lib/announce';
import { api } from '../../lib/api';
import { useMe } from '../../lib/session';
import { PasswordDialog } from './password-dialog';
import { mySecondFactor } from './queries';
import { NewCodesDialog, SetUpDialog } from './two-factor-dialogs';
import classes from './me.module.css';

/** From here on one is told to make new ones. */
const FEW_CODES = 3;

type Open = 'set-up' | 'new-codes' | 'switch-off' | null;
type OnProps = { readonly state: SecondFactorState; readonly onOpen: (dialog: Open) => void };

function On({ state, onOpen }: OnProps) {
  const { t } = useTranslation('me');
  const { requiredBy, recoveryCodesLeft: left } = state;
  return (
    <>
      <Facts label={t('twoFactor.title')}>
        <Fact label={t('twoFactor.since')}>
          <TimeText at={state.enrolledAt} />
        </Fact>
        <Fact label={t('twoFactor.used')}>
          <TimeText at={state.usedAt} />
        </Fact>
        <Fact label={t('twoFactor.left')}>
          <span className={left <= FEW_CODES ? classes.few : undefined}>{t('twoFactor.codes', { count: left })}</span>
        </Fact>
      </Facts>
      {left <= FEW_CODES && <p>{t('twoFactor.few')}</p>}
      <p className="dimmed">{t(requiredBy ? `twoFactor.requiredBy.${requiredBy}` : 'twoFactor.ownChoice')}</p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => onOpen('new-codes')}>
          {t('twoFactor.newCodes')}
        </Button>
        {!requiredBy && (
          <Button variant="default" onClick={() => onOpen('switch-off')}>
            {t('twoFactor.switchOff')}
          </Button>
        )}
      </div>
    </>
  );
}

function Off({ onOpen }: { readonly onOpen: (dialog: Open) => void }) {
  const { t } = useTranslation('me');
  return (
    <>
      <p>{t('twoFactor.offText')}</p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={() => onOpen('set-up')}>
          {t('twoFactor.setUp')}
        </Button>
      </div>
    </>
  );
}

function SwitchOffDialog({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('me');
  const client = useQueryClient();
  const remove = async (password: string) => {
    await api.me.removeSecondFactor(password);
    announce(t('twoFactor.isOff'));
    await client.invalidateQueries({ queryKey: ['me'] });
    onClose();
  };
  return (
    <PasswordDialog
      opened={opened}
      onClose={onClose}
      title={t('twoFactor.switchOffTitle')}
      action={t('twoFactor.switchOff')}
      isDangerous
      onConfirm={remove}
    >
      {t('twoFactor.switchOffText')}
    </PasswordDialog>
  );
}

function SecondFactor() {
  const { t } = useTranslation('me');
  const { data: state, error, isPending, refetch } = useQuery(mySecondFactor);
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const mark = state && (
    <StatusMark
      status={state.enrolled ? 'active' : 'disabled'}
      words={t(state.enrolled ? 'twoFactor.on' : 'twoFactor.off')}
    />
  );
  return (
    <Section title={t('twoFactor.title')} lead={t('twoFactor.lead')} aside={mark}>
      <div className={classes.parts} aria-busy={isPending}>
        {error && <ListFailed error={error} title={t('twoFactor.failed')} onRetry={() => void refetch()} />}
        {state && (state.enrolled ? <On state={state} onOpen={setOpen} /> : <Off onOpen={setOpen} />)}
      </div>
      <SetUpDialog opened={open === 'set-up'} onClose={close} />
      <NewCodesDialog opened={open === 'new-codes'} onClose={close} />
      <SwitchOffDialog opened={open === 'switch-off'} onClose={close} />
    </Section>
  );
}

export function TwoFactorSection() {
  const { t } = useTranslation('me');
  const { user } = useMe();
  if (user.loginMethod === 'standard' || user.loginMethod === 'ldap') return <SecondFactor />;
  return (
    <Section title={t('twoFactor.title')}>
      <p>{t('twoFactor.elsewhere')}</p>
    </Section>
  );
}
