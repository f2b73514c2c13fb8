import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { IconHistory } from '@tabler/icons-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session, UserAsOf as Past } from 'wardkeep/contracts';
import { EmptyState } from '../../components/empty-state';
import { ListFailed, ListSkeleton } from '../../components/list-states';
import { Section } from '../../components/section';
import { useFormats } from '../../lib/formats';
import { instantOf, localTextOf } from '../../lib/local-time';
import { problemCode } from '../../lib/problems';
import { useTimeZone } from '../../lib/session';
import { userAsOf } from './access-queries';
import { Granted } from './explained-permissions';
import { useFieldWords } from './use-field-words';
import access from './access.module.css';
import classes from './user.module.css';

const route = getRouteApi('/shell/users/$id/as-of');
const SHOWN = [
  'username',
  'firstName',
  'lastName',
  'email',
  'phone',
  'enabled',
  'twoFactorRequired',
  'timeZone',
  'language',
];

function Profile({ past }: { readonly past: Past }) {
  const { t } = useTranslation('users');
  const { fieldName, valueText } = useFieldWords();
  return (
    <Section title={t('part.person')}>
      <dl className={classes.entries}>
        {SHOWN.filter((field) => field in past.fields).map((field) => (
          <div key={field}>
            <dt>{fieldName(field)}</dt>
            <dd>{valueText(past.fields[field])}</dd>
          </div>
        ))}
        <div>
          <dt>{t('field.role')}</dt>
          <dd>{past.role.name}</dd>
        </div>
        <div>
          <dt>{t('field.twoFactor')}</dt>
          <dd>{t(`twoFactor.${past.totpStatus}`)}</dd>
        </div>
      </dl>
    </Section>
  );
}

function SessionLine({ session }: { readonly session: Session }) {
  const { t } = useTranslation('users');
  const format = useFormats();
  return (
    <li>
      <strong>{session.device}</strong>
      <span className="dimmed numeric">
        {t('asOf.session', { address: session.address, when: format.dateTime(session.startedAt) })}
      </span>
    </li>
  );
}

function Sessions({ sessions }: { readonly sessions: readonly Session[] | null }) {
  const { t } = useTranslation('users');
  return (
    <Section title={t('asOf.sessions')}>
      {sessions === null && <p className="dimmed">{t('asOf.noSight')}</p>}
      {sessions?.length === 0 && <p className="dimmed">{t('session.none.live')}</p>}
      <ul className={access.sessions}>
        {sessions?.map((session) => (
          <SessionLine key={session.id} session={session} />
        ))}
      </ul>
    </Section>
  );
}

function Found({ past }: { readonly past: Past }) {
  const { t } = useTranslation('users');
  const { id } = route.useParams();
  const format = useFormats();
  const { permissions } = past;
  return (
    <>
      <p role="status">
        {t('asOf.version', { when: format.dateTime(past.at), since: format.dateTime(past.since) })}{' '}
        <Link
          to="/users/$id/versions"
          params={{ id }}
          search={{ version: String(past.version) }}
          className={access.link}
        >
          {t('version.name', { number: past.version })}
        </Link>
      </p>
      <div className={access.parts}>
        <Profile past={past} />
        <Sessions sessions={past.sessions} />
      </div>
      <Section title={t('asOf.permissions')} lead={past.role.kind !== null ? t('asOf.builtIn') : undefined}>
        {permissions === null && <p className="dimmed">{t('asOf.notKnown', { role: past.role.name })}</p>}
        {permissions?.length === 0 && <p className="dimmed">{t('ofAccess.none')}</p>}
        {permissions && permissions.length > 0 && <Granted granted={permissions} />}
      </Section>
    </>
  );
}

type MomentProps = { readonly at: string | undefined; readonly onChoose: (at: string) => void };

/** A time as the reader's clocks show it. */
function Moment({ at, onChoose }: MomentProps) {
  const { t } = useTranslation('users');
  const zone = useTimeZone();
  const [typed, setTyped] = useState(() => (at === undefined ? '' : localTextOf(at, zone)));
  const [error, setError] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const instant = instantOf(typed, zone);
    if (instant === null) return setError(t('asOf.missing'));
    if (Date.parse(instant) > Date.now()) return setError(t('asOf.future'));
    onChoose(instant);
  };
  return (
    <form className={access.moment} onSubmit={submit} noValidate>
      <TextInput
        type="datetime-local"
        className={access.field}
        label={t('asOf.time')}
        description={t('asOf.zone', { zone })}
        max={localTextOf(new Date().toISOString(), zone)}
        value={typed}
        error={error}
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          setError(null);
        }}
      />
      <Button type="submit" variant="default">
        {t('asOf.show')}
      </Button>
    </form>
  );
}

function Answer({ id, at }: { readonly id: string; readonly at: string }) {
  const { t } = useTranslation('users');
  const past = useQuery(userAsOf(id, at));
  if (past.data) return <Found past={past.data} />;
  if (problemCode(past.error) === 'version-not-found') {
    return <EmptyState icon={IconHistory} title={t('asOf.notYet')} text={t('asOf.notYetText')} />;
  }
  if (past.error) return <ListFailed error={past.error} onRetry={() => void past.refetch()} />;
  return <ListSkeleton />;
}

/** The user as it was at a time: profile, role and what it allowed, second factor, sessions. */
export function UserAsOf() {
  const { t } = useTranslation('users');
  const { id } = route.useParams();
  const { at } = route.useSearch();
  const navigate = route.useNavigate();
  return (
    <div className={access.page}>
      <Moment key={at} at={at} onChoose={(instant) => void navigate({ search: { at: instant } })} />
      {at === undefined ? (
        <EmptyState icon={IconHistory} title={t('asOf.title')} text={t('asOf.text')} />
      ) : (
        <Answer id={id} at={at} />
      )}
    </div>
  );
}
