import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { GateRemedy, GateState, User } from 'wardkeep/contracts';
import { StatusMark, type Status } from '../../components/status-mark';
import { useFormats } from '../../lib/formats';
import type { Ask } from './asked';
import { isForGood } from './lock';
import classes from './security.module.css';

const MARKS: Readonly<Record<GateState['state'], Status>> = { passed: 'success', step: 'missing', shut: 'refused' };

/** What a remedy asks for; the Domain is mended on its own page. */
const ASKS: Readonly<Record<Exclude<GateRemedy, 'enable-domain'>, Parameters<Ask>[0]>> = {
  enable: 'enable',
  unlock: 'unlock',
  'reset-password': 'reset-password',
  'resend-invitation': 'invite',
  'reset-two-factor': 'reset-two-factor',
};

type GateProps = { readonly gate: GateState; readonly user: User; readonly onAsk: Ask };

/** The button that mends a gate, or why the reader can not. */
function Remedy({ gate: { remedy, remedyBlocked }, user, onAsk }: GateProps) {
  const { t } = useTranslation('users');
  if (remedy === null) return null;
  if (remedyBlocked !== null) {
    return <p className={classes.blocked}>{t('check.notYours', { why: t(`problems:${remedyBlocked}`) })}</p>;
  }
  if (remedy === 'enable-domain') {
    return (
      <Button component={Link} to={`/domains/${user.domainId}`} variant="default" size="xs">
        {t('check.remedy.enable-domain')}
      </Button>
    );
  }
  return (
    <Button variant="default" size="xs" onClick={() => onAsk(ASKS[remedy], user)}>
      {t(`check.remedy.${remedy}`)}
    </Button>
  );
}

function useUntil({ until, state }: GateState): string | null {
  const { t } = useTranslation('users');
  const format = useFormats();
  if (until === null) return null;
  if (isForGood(until)) return t('check.untilUnlocked');
  const isPast = Date.parse(until) <= Date.now();
  if (isPast) return t('check.since', { when: format.dateTime(until) });
  return t(state === 'passed' ? 'check.shutsAt' : 'check.until', { when: format.dateTime(until) });
}

function Gate(props: GateProps) {
  const { t } = useTranslation('users');
  const { gate, state, because } = props.gate;
  const until = useUntil(props.gate);
  return (
    <li className={classes.gate} data-state={state}>
      <StatusMark status={MARKS[state]} words={t(`check.state.${state}`)} />
      <div>
        <h3>{t(`check.gate.${gate}`)}</h3>
        {(because ?? until) && (
          <p className="dimmed">
            {because && t(`check.because.${because}`, { defaultValue: because })} {until}
          </p>
        )}
      </div>
      <div className={classes.remedy}>
        <Remedy {...props} />
      </div>
    </li>
  );
}

type GatesProps = { readonly gates: readonly GateState[]; readonly user: User; readonly onAsk: Ask };

/** The gates of a sign-in in their order: the first that is shut is where it ends. */
export function SignInGates({ gates, user, onAsk }: GatesProps) {
  return (
    <ol className={classes.gates}>
      {gates.map((gate) => (
        <Gate key={gate.gate} gate={gate} user={user} onAsk={onAsk} />
      ))}
    </ol>
  );
}
