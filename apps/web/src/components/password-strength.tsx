import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Score } from '../lib/password-score';
import classes from './new-password-field.module.css';

const PAUSE_MS = 150;
const STEPS: readonly Score[] = [1, 2, 3, 4];

/** Follows the typing after a pause; null until there is an estimate. */
function useScore(password: string, words: readonly string[]): Score | null {
  const [estimate, setEstimate] = useState<{ readonly of: string; readonly score: Score } | null>(null);
  const known = words.join('\n');
  useEffect(() => {
    let isCurrent = password !== '';
    const find = async () => {
      const { scoreOf } = await import('../lib/password-score');
      if (isCurrent) setEstimate({ of: password, score: scoreOf(password, known.split('\n')) });
    };
    const timer = setTimeout(() => {
      if (isCurrent) find().catch(() => setEstimate(null));
    }, PAUSE_MS);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [password, known]);
  return password === '' ? null : (estimate?.score ?? null);
}

type PasswordStrengthProps = {
  readonly password: string;
  /** What a guesser knows of the person. */
  readonly words: readonly string[];
};

/** An estimate beside the rules: it refuses nothing. */
export function PasswordStrength({ password, words }: PasswordStrengthProps) {
  const { t } = useTranslation('sign-in');
  const score = useScore(password, words);
  const text = score === null ? '' : t(`strength.${score}`);
  return (
    <div className={classes.strength} data-score={score ?? undefined}>
      <div
        className={classes.bar}
        role="meter"
        aria-label={t('strength.label')}
        aria-valuemin={0}
        aria-valuemax={4}
        aria-valuenow={score ?? 0}
        aria-valuetext={text || t('strength.none')}
      >
        {STEPS.map((step) => (
          <span key={step} data-filled={(score !== null && score >= step) || undefined} />
        ))}
      </div>
      <span aria-hidden="true">{text}</span>
    </div>
  );
}
