import { IconFilter } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { AuditEvent } from 'wardkeep/contracts';
import { Fact, Facts } from '../../components/facts';
import { FieldChanges } from '../../components/field-changes';
import { useFormats } from '../../lib/formats';
import { useWords } from './use-words';
import classes from './audit.module.css';

const route = getRouteApi('/shell/audit');

type Filter = 'actor' | 'subject' | 'type' | 'outcome' | 'address' | 'requestId' | 'sessionId';

type FilterByProps = { readonly name: Filter; readonly value: string; readonly label: string };

/** Leads to the list narrowed to this value, other filters kept. */
function FilterBy({ name, value, label }: FilterByProps) {
  const search = route.useSearch();
  return (
    <Link
      to="/audit"
      search={{ ...search, [name]: value, cursor: undefined }}
      className={classes.filterBy}
      aria-label={label}
      title={label}
    >
      <IconFilter size={14} aria-hidden="true" />
    </Link>
  );
}

type ValueProps = {
  readonly label: string;
  readonly name?: Filter;
  readonly value: string | null | undefined;
  readonly children?: ReactNode;
};

function Value({ label, name, value, children }: ValueProps) {
  const { t } = useTranslation('audit');
  if (value === null || value === undefined || value === '') return null;
  return (
    <Fact label={label}>
      {children ?? value}
      {name && <FilterBy name={name} value={value} label={t('filterBy', { label, value })} />}
    </Fact>
  );
}

/** What changed, and everything known about an event; each value can become a filter. */
export function EventFacts({ event }: { readonly event: AuditEvent }) {
  const { t } = useTranslation('audit');
  const words = useWords();
  const format = useFormats();
  const { actor, subject } = event;
  return (
    <div className={classes.facts}>
      {event.changes.length > 0 && (
        <FieldChanges changes={event.changes} fieldName={(field) => t(`field.${field}`, { defaultValue: field })} />
      )}
      <Facts label={t('facts')}>
        <Value label={t('at')} value={format.exact(event.at)} />
        <Value label={t('type')} name="type" value={event.type}>
          {words(`event.${event.type}`)}
        </Value>
        <Value label={t('outcome')} name="outcome" value={event.outcome}>
          {t(`common:status.${event.outcome}`)}
        </Value>
        <Value label={t('actor')} name="actor" value={actor?.username}>
          {actor?.username} <span className="dimmed">{actor?.domain}</span>
        </Value>
        <Value label={t('subject')} name="subject" value={subject?.name} />
        <Value label={t('reason')} value={event.reason} />
        <Value label={t('detail')} value={event.detail} />
        <Value label={t('device')} value={event.device} />
        <Value label={t('address')} name="address" value={event.address} />
        <Value label={t('sameSession')} name="sessionId" value={event.sessionId}>
          <code>{event.sessionId}</code>
        </Value>
        <Value label={t('sameRequest')} name="requestId" value={event.requestId}>
          <code>{event.requestId}</code>
        </Value>
        <Value label={t('number')} value={format.number(event.sequence)} />
      </Facts>
    </div>
  );
}
