import { Button, Modal } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Me } from 'wardkeep/contracts';
import { announce } from '../../lib/announce';
import { useFormats } from '../../lib/formats';
import { meQuery, useMe } from '../../lib/session';
import { clock, idleNotice, overAt, OVER_NOTICE, useLastRequest, useLeft } from '../../lib/session-end';
import classes from './session-ends.module.css';
import shell from './shell.module.css';

const MINUTE = 60_000;
/** Seconds before the end at which it is said again to those who do not see the clock. */
const SPOKEN = new Set([60, 15]);
/** The server counts from before its answer came here. */
const MARGIN = 1000;

const nothing = () => undefined;

/** Asks the server, which puts an idle session's end off, or says that it is over. */
function useAsking() {
  const client = useQueryClient();
  return () => void client.fetchQuery({ ...meQuery, staleTime: 0, retry: false }).catch(nothing);
}

/** Once it should be over the server is asked; if it is, that leads to the sign-in. */
function useEnd(left: number | null, at: number): void {
  const ask = useAsking();
  const asked = useRef<number | null>(null);
  useEffect(() => {
    if (left !== 0 || asked.current === at) return;
    asked.current = at;
    ask();
  });
}

function useSpoken(left: number | null, words: string): void {
  const seconds = left === null ? null : Math.ceil(left / 1000);
  useEffect(() => {
    if (seconds !== null && SPOKEN.has(seconds)) announce(words, true);
  }, [seconds, words]);
}

/** Covers what one is doing and leaves it as it is. */
function IdleEnd({ idleMinutes }: Pick<Me, 'idleMinutes'>) {
  const { t } = useTranslation();
  const format = useFormats();
  const ask = useAsking();
  const at = useLastRequest() + idleMinutes * MINUTE + MARGIN;
  const left = useLeft(at, idleNotice(idleMinutes));
  const words = t('sessionEnds.left', { left: clock(left ?? 0) });
  useEnd(left, at);
  useSpoken(left, words);
  return (
    <Modal
      opened={left !== null}
      onClose={nothing}
      closeOnEscape={false}
      closeOnClickOutside={false}
      withCloseButton={false}
      title={t('sessionEnds.idleTitle')}
      zIndex={500}
    >
      <div className={classes.content}>
        <p className={classes.left} role="timer">
          {words}
        </p>
        <p>{t('sessionEnds.idleText', { span: format.duration(idleMinutes) })}</p>
        <Button data-autofocus onClick={ask}>
          {t('sessionEnds.stay')}
        </Button>
      </div>
    </Modal>
  );
}

/** Said early: nothing puts this end off. */
function LastEnd({ me, askedAt }: { readonly me: Me; readonly askedAt: number }) {
  const { t } = useTranslation();
  const format = useFormats();
  const at = overAt(me, askedAt) + MARGIN;
  const left = useLeft(at, OVER_NOTICE);
  useEnd(left, at);
  if (left === null) return null;
  return (
    <p className={shell.away} role="status">
      {t('sessionEnds.over', { at: format.time(new Date(at).toISOString()) })}
    </p>
  );
}

/** What one is told before a session ends by itself. */
export function SessionEnds() {
  const me = useMe();
  const { dataUpdatedAt } = useQuery({ ...meQuery, enabled: false });
  return (
    <>
      <LastEnd me={me} askedAt={dataUpdatedAt} />
      <IdleEnd idleMinutes={me.idleMinutes} />
    </>
  );
}
