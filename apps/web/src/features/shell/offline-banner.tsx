import { Button } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { knock, useReachable } from '../../lib/reachable';
import classes from './shell.module.css';

const FIRST_WAIT = 5;
const LONGEST_WAIT = 40;

const START = { wait: FIRST_WAIT, left: FIRST_WAIT };

/** Seconds until the next try, which comes later each time it fails. */
function useRetries(): number {
  const [{ wait, left }, setWaiting] = useState(START);
  useEffect(() => {
    const tick = () => {
      if (left > 1) return setWaiting({ wait, left: left - 1 });
      const longer = Math.min(wait * 2, LONGEST_WAIT);
      setWaiting({ wait: longer, left: longer });
      return void knock();
    };
    const timer = setTimeout(tick, 1000);
    return () => clearTimeout(timer);
  }, [wait, left]);
  return left;
}

function Retrying() {
  const { t } = useTranslation();
  const left = useRetries();
  return (
    <div className={classes.offline}>
      <IconPlugConnectedX size={18} aria-hidden="true" />
      <span>
        <span role="status">{t('offline.text')}</span>{' '}
        <span className="numeric" aria-hidden="true">
          {t('offline.next', { count: left })}
        </span>
      </span>
      <Button variant="default" size="compact-sm" onClick={() => void knock()}>
        {t('action.retry')}
      </Button>
    </div>
  );
}

const CONNECTION = ['offline', 'online'] as const;

/** The browser knows of a lost network before anything is asked. */
function useConnection(): void {
  useEffect(() => {
    const ask = () => void knock();
    for (const event of CONNECTION) window.addEventListener(event, ask);
    return () => {
      for (const event of CONNECTION) window.removeEventListener(event, ask);
    };
  }, []);
}

/** Says that the server does not answer, tries again by itself, and loads anew what is shown once it does. */
export function OfflineBanner() {
  const isReachable = useReachable();
  const client = useQueryClient();
  const was = useRef(isReachable);
  useConnection();
  useEffect(() => {
    if (isReachable && !was.current) void client.invalidateQueries();
    was.current = isReachable;
  }, [isReachable, client]);
  return isReachable ? null : <Retrying />;
}
