import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { AuditEvent, FieldChange } from 'wardkeep/contracts';
import { isSettingName, type SettingName, type SettingValue } from 'wardkeep/rules';
import { ListFailed } from '../../components/list-states';
import { Section } from '../../components/section';
import { TimeText } from '../../components/time-text';
import { settingsHistory } from './queries';
import { useSettingWords } from './use-setting-words';
import classes from './settings.module.css';

const SHOWN = 5;

type HistoryProps = { readonly concerns: (path: SettingName) => boolean };

const isValue = (value: unknown): value is SettingValue => ['string', 'number', 'boolean'].includes(typeof value);

function Change({ event }: { readonly event: AuditEvent }) {
  const { t } = useTranslation('settings');
  const { nameOf, text } = useSettingWords();
  const wordsOf = (path: string, value: unknown) =>
    isValue(value) ? text(path as SettingName, value) : t('common:none');
  return (
    <li>
      <p className={classes.eventLine}>
        <strong>{event.actor?.username ?? t('history.system')}</strong>
        <span className="dimmed">
          <TimeText at={event.at} relative />
        </span>
      </p>
      {event.reason && <p className="dimmed">{t('history.reason', { reason: event.reason })}</p>}
      <ul>
        {event.changes.map(({ field, before, after }) => (
          <li key={field}>
            {t('history.change', { name: nameOf(field), before: wordsOf(field, before), after: wordsOf(field, after) })}
          </li>
        ))}
      </ul>
    </li>
  );
}

/** A value that only comes from elsewhere now is no news. */
const isAbout = ({ field, before, after }: FieldChange, concerns: HistoryProps['concerns']) =>
  isSettingName(field) && concerns(field) && before !== after;

/** Who changed the values of this page lately. */
export function SettingsHistory({ concerns }: HistoryProps) {
  const { t } = useTranslation('settings');
  const history = useQuery(settingsHistory);
  const events = history.data?.items
    .map((event) => ({
      ...event,
      changes: event.changes.filter((change) => isAbout(change, concerns)),
    }))
    .filter(({ changes }) => changes.length > 0)
    .slice(0, SHOWN);
  return (
    <Section
      title={t('history.title')}
      aside={
        <Link to="/audit" search={{ type: 'settings.updated' }} className={classes.link}>
          {t('history.all')}
        </Link>
      }
    >
      {history.isPending && <p className="dimmed">{t('common:list.loading')}</p>}
      {history.error && <ListFailed error={history.error} onRetry={() => void history.refetch()} />}
      {events?.length === 0 && <p className="dimmed">{t('history.none')}</p>}
      {events && events.length > 0 && (
        <ol className={classes.history}>
          {events.map((event) => (
            <Change key={event.id} event={event} />
          ))}
        </ol>
      )}
    </Section>
  );
}
