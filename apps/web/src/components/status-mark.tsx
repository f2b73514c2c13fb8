import { useTranslation } from 'react-i18next';
import type { JobState, UserStatus } from 'wardkeep/contracts';
import classes from './status-mark.module.css';

export type Status =
  | UserStatus
  | JobState
  | 'enabled'
  | 'live'
  | 'ended'
  | 'success'
  | 'refused'
  | 'partly'
  | 'enrolled'
  | 'missing'
  | 'not_enrolled';

type Look = {
  readonly tone: 'ok' | 'warn' | 'danger' | 'quiet' | 'accent';
  readonly shape: 'disc' | 'square' | 'ring' | 'diamond';
};

const LOOKS: Readonly<Record<Status, Look>> = {
  active: { tone: 'ok', shape: 'disc' },
  enabled: { tone: 'ok', shape: 'disc' },
  live: { tone: 'ok', shape: 'disc' },
  succeeded: { tone: 'ok', shape: 'disc' },
  success: { tone: 'ok', shape: 'disc' },
  running: { tone: 'accent', shape: 'diamond' },
  queued: { tone: 'quiet', shape: 'diamond' },
  invited: { tone: 'accent', shape: 'diamond' },
  locked: { tone: 'danger', shape: 'square' },
  failed: { tone: 'danger', shape: 'square' },
  refused: { tone: 'danger', shape: 'square' },
  partly: { tone: 'warn', shape: 'diamond' },
  password_expired: { tone: 'warn', shape: 'diamond' },
  enrolled: { tone: 'ok', shape: 'disc' },
  missing: { tone: 'warn', shape: 'diamond' },
  not_enrolled: { tone: 'quiet', shape: 'ring' },
  disabled: { tone: 'quiet', shape: 'ring' },
  ended: { tone: 'quiet', shape: 'ring' },
  cancelled: { tone: 'quiet', shape: 'ring' },
};

/** A status as shape, color and word: none of them alone carries it. */
export function StatusMark({ status, words }: { readonly status: Status; readonly words?: string }) {
  const { t } = useTranslation();
  const { tone, shape } = LOOKS[status];
  return (
    <span className={classes.mark} data-tone={tone}>
      <svg viewBox="0 0 10 10" className={classes.shape} aria-hidden="true" focusable="false">
        {shape === 'disc' && <circle cx="5" cy="5" r="4" />}
        {shape === 'square' && <rect x="1.2" y="1.2" width="7.6" height="7.6" rx="1" />}
        {shape === 'diamond' && <rect x="2" y="2" width="6" height="6" rx="0.8" transform="rotate(45 5 5)" />}
        {shape === 'ring' && <circle cx="5" cy="5" r="3.2" className={classes.ring} />}
      </svg>
      {words ?? t(`status.${status}`)}
    </span>
  );
}
