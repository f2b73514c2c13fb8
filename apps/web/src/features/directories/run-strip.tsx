import { Tooltip } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { SyncRun } from 'wardkeep/contracts';
import { useFormats } from '../../lib/formats';
import { outcomeOf, type Outcome } from './run-state';
import classes from './directories.module.css';

const SHOWN = 30;
const LEAST = 2;

/** The last runs beside each other, oldest first, so that a bad week is seen at a glance. */
export function RunStrip({ runs }: { readonly runs: readonly SyncRun[] }) {
  const { t } = useTranslation('directories');
  const format = useFormats();
  const shown = runs.slice(0, SHOWN).reverse();
  if (shown.length < LEAST) return null;
  const bad: readonly Outcome[] = ['stopped', 'failed'];
  const failures = shown.filter((run) => bad.includes(outcomeOf(run))).length;
  return (
    <section className={classes.strip} aria-labelledby="run-strip">
      <h2 id="run-strip">{t('strip.title', { count: shown.length })}</h2>
      <p className="dimmed">{failures === 0 ? t('strip.good') : t('strip.bad', { count: failures })}</p>
      <ol>
        {shown.map((run) => {
          const words = `${format.dateTime(run.startedAt)}: ${t(`outcome.${outcomeOf(run)}`)}`;
          return (
            <li key={run.id}>
              <Tooltip label={words}>
                <Link
                  to="/directories/$id/history/$run"
                  params={{ id: run.providerId, run: run.id }}
                  className={classes.tick}
                  data-outcome={outcomeOf(run)}
                  aria-label={words}
                />
              </Tooltip>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
