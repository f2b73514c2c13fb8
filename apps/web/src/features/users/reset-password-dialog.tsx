import { Button, Modal, Radio } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { UserDetail } from 'wardkeep/contracts';
import { FormErrors } from '../../components/form-errors';
import { NewPasswordField } from '../../components/new-password-field';
import { SecretDialog } from '../../components/secret-dialog';
import { SendButton } from '../../components/send-button';
import { useFormats } from '../../lib/formats';
import { useMe } from '../../lib/session';
import { Explanation } from './explanation';
import { maskedEmail } from './masked-email';
import { closedBecause, RESET_WAYS, type ResetWay } from './reset-ways';
import { usePasswordReset } from './use-password-reset';
import type { AskingProps } from './user-question';
import classes from './users.module.css';

type WayProps = { readonly way: ResetWay; readonly user: UserDetail; readonly isChosen: boolean };

/** One way as a card; one that is closed says why. */
function WayCard({ way, user, isChosen }: WayProps) {
  const { t } = useTranslation('users');
  const closed = closedBecause(way, user, useMe());
  const address = user.email === null ? '' : maskedEmail(user.email);
  return (
    <Radio
      className={classes.way}
      value={way}
      disabled={closed !== null}
      {...(isChosen && { 'data-autofocus': true })}
      label={t(`reset.${way}`)}
      description={
        <>
          {t(`reset.${way}Help`, { address })}
          {closed && <span className={classes.closed}>{t(`reset.closed.${closed}`)}</span>}
        </>
      }
    />
  );
}

type Reset = ReturnType<typeof usePasswordReset>;
type FormProps = { readonly user: UserDetail; readonly reset: Reset; readonly onClose: () => void };

function ResetForm({ user, reset, onClose }: FormProps) {
  const { t } = useTranslation('users');
  const { domain } = useMe();
  const { way, choose, password, type, working, refusal, submit } = reset;
  const send = (event: FormEvent) => {
    event.preventDefault();
    void submit();
  };
  return (
    <form className={classes.reset} noValidate onSubmit={send}>
      <FormErrors error={refusal.rest} title={t('ask.reset-password.refused', { name: user.username })} />
      <Radio.Group
        aria-label={t('reset.label')}
        value={way}
        onChange={(next) => choose(RESET_WAYS.find((one) => one === next) ?? way)}
      >
        <div className={classes.ways}>
          {RESET_WAYS.map((one) => (
            <WayCard key={one} way={one} user={user} isChosen={one === way} />
          ))}
        </div>
      </Radio.Group>
      {way === 'own' && (
        <NewPasswordField
          label={t('access.password')}
          policy={domain.passwordPolicy}
          owner={{ ...user, domainNames: [domain.name, domain.displayName] }}
          circumstances={{ secondFactorEnforced: user.twoFactorRequired }}
          value={password}
          onChange={type}
          error={refusal.field}
        />
      )}
      <p className="dimmed">{t(`reset.ends.${way}`)}</p>
      <div className={classes.buttons}>
        <Button variant="default" onClick={onClose}>
          {t('common:action.cancel')}
        </Button>
        <SendButton aria-disabled={working}>{t(working ? 'common:confirm.working' : `reset.do.${way}`)}</SendButton>
      </div>
    </form>
  );
}

/** A new password for somebody else: by a link, by a temporary one, or chosen here. */
export function ResetPasswordDialog({ user, opened, onClose }: AskingProps) {
  const { t } = useTranslation('users');
  const format = useFormats();
  const reset = usePasswordReset(user);
  const { result, forget } = reset;
  const name = user.username;
  const stored = () => {
    onClose();
    forget();
  };
  if (result?.way === 'temporary') {
    return (
      <SecretDialog
        title={t('temporary.title', { name })}
        secret={opened ? result.temporaryPassword : null}
        onDone={stored}
      >
        <p>{t('temporary.until', { when: format.dateTime(result.expiresAt) })}</p>
      </SecretDialog>
    );
  }
  if (result) {
    const address = user.email === null ? '' : maskedEmail(user.email);
    return (
      <Explanation opened={opened} onClose={onClose} title={t('ask.reset-password.title', { name })}>
        <p role="status">{t(`reset.result.${result.way}`, { name, address })}</p>
      </Explanation>
    );
  }
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('ask.reset-password.title', { name })}
      closeButtonProps={{ 'aria-label': t('common:action.close') }}
    >
      <ResetForm user={user} reset={reset} onClose={onClose} />
    </Modal>
  );
}
