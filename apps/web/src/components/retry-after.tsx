import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';

const MINUTE = 60;
/** From here on minutes are told: nobody counts hundreds of seconds. */
const LONG = 2 * MINUTE;

const inWords = (left: number) =>
  left > LONG ? { unit: 'minutes', count: Math.ceil(left / MINUTE) } : { unit: 'seconds', count: left };

function useSecondsLeft(seconds: number): number {
  const [until] = useState(() => Date.now() + seconds * 1000);
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    const timer = setInterval(() => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000))), 1000);
    return () => clearInterval(timer);
  }, [until]);
  return left;
}

/** When a next try makes sense, counting down. Read out once, not every second. */
export function RetryAfter({ seconds }: { readonly seconds: number }) {
  const { t } = useTranslation();
  const left = useSecondsLeft(seconds);
  const words = (wait: number) => {
    const { unit, count } = inWords(wait);
    return wait === 0 ? t('wait.over') : t(`wait.${unit}`, { count });
  };
  return (
    <p className="numeric">
      <span className="visually-hidden">{words(seconds)}</span>
      <span aria-hidden="true">{words(left)}</span>
    </p>
  );
}
