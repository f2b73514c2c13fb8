import { NativeSelect } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { UserVersion } from 'wardkeep/contracts';
import { FieldChanges } from '../../components/field-changes';
import { ListFailed, ListSkeleton } from '../../components/list-states';
import { MoreButton } from './more-button';
import { TimeText } from '../../components/time-text';
import { useFormats } from '../../lib/formats';
import { useMay } from '../../lib/session';
import { userById, userVersion, userVersions } from './queries';
import { RestoreVersion } from './restore-version';
import { useFieldWords } from './use-field-words';
import { fieldsBetween } from './version-diff';
import classes from './user.module.css';

const route = getRouteApi('/shell/users/$id/versions');

function VersionLink({ version, isChosen }: { readonly version: UserVersion; readonly isChosen: boolean }) {
  const { t } = useTranslation('users');
  const format = useFormats();
  const { fieldName } = useFieldWords();
  const fields = version.changes.map(({ field }) => fieldName(field));
  return (
    <li>
      <Link
        to="."
        search={{ version: String(version.version) } as never}
        className={classes.version}
        aria-current={isChosen || undefined}
        resetScroll={false}
      >
        <span className={classes.versionLine}>
          <strong>{t('version.name', { number: version.version })}</strong>
          <span className="dimmed numeric">{format.dateTime(version.at)}</span>
        </span>
        <span className="dimmed">
          {t('audit.by', { name: version.actor?.username ?? t('audit.system') })}
          {version.version > 1 && fields.length > 0 && ` · ${format.list(fields)}`}
        </span>
      </Link>
    </li>
  );
}

type CompareProps = { readonly id: string; readonly number: number; readonly other: number | null };

/** One version against another, older one; against nothing it is what was there at first. */
function Comparison({ id, number, other }: CompareProps) {
  const { fieldName } = useFieldWords();
  const after = useQuery(userVersion(id, number));
  const before = useQuery({ ...userVersion(id, other ?? number), enabled: other !== null });
  const error = after.error ?? before.error;
  if (error) return <ListFailed error={error} onRetry={() => void Promise.all([after.refetch(), before.refetch()])} />;
  if (!after.data || (other !== null && !before.data)) return <div className={classes.pending} aria-busy="true" />;
  const old = other === null ? {} : (before.data?.fields ?? {});
  return <FieldChanges changes={fieldsBetween(old, after.data.fields)} fieldName={fieldName} />;
}

/** Offered to whoever may edit the user. */
function Restore({ id, number }: { readonly id: string; readonly number: number }) {
  const may = useMay();
  const { data: user } = useQuery(userById(id));
  if (!user || user.blocked.update !== undefined || !may('users:update', 'domain')) return null;
  return <RestoreVersion user={user} earlier={number} />;
}

type PanelProps = { readonly id: string; readonly chosen: UserVersion; readonly all: readonly UserVersion[] };

function Panel({ id, chosen, all }: PanelProps) {
  const { t } = useTranslation('users');
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const number = chosen.version;
  const before = number > 1 ? number - 1 : null;
  const other = search.with ? Number(search.with) : before;
  const others = all.filter(({ version }) => version !== number).map(({ version }) => String(version));
  const choices = other === null || others.includes(String(other)) ? others : [...others, String(other)];
  return (
    <section className={classes.panel} aria-labelledby="version">
      <header>
        <div>
          <h2 id="version">{t('version.name', { number })}</h2>
          <p className="dimmed">
            <TimeText at={chosen.at} /> · {t('audit.by', { name: chosen.actor?.username ?? t('audit.system') })}
          </p>
        </div>
        <div className={classes.versionTools}>
          {choices.length > 0 && (
            <NativeSelect
              label={t('version.compare')}
              value={other === null ? '' : String(other)}
              data={[
                ...(before === null ? [{ value: '', label: t('version.nothing') }] : []),
                ...choices.map((value) => ({ value, label: t('version.name', { number: value }) })),
              ]}
              onChange={(event) =>
                void navigate({ search: { version: String(number), with: event.currentTarget.value || undefined } })
              }
            />
          )}
          <Restore key={number} id={id} number={number} />
        </div>
      </header>
      <Comparison id={id} number={number} other={other} />
    </section>
  );
}

/** Every state the user ever had, and the difference between any two of them. */
export function UserVersions() {
  const { t } = useTranslation('users');
  const { id } = route.useParams();
  const search = route.useSearch();
  const versions = useInfiniteQuery(userVersions(id));
  if (versions.isPending) return <ListSkeleton />;
  if (!versions.data) return <ListFailed error={versions.error} onRetry={() => void versions.refetch()} />;
  const all = versions.data.pages.flatMap(({ items }) => items);
  const chosen = all.find(({ version }) => String(version) === search.version) ?? all[0];
  if (!chosen) return <p className="dimmed">{t('version.none')}</p>;
  return (
    <div className={classes.versions}>
      <nav aria-label={t('tab.versions')}>
        <ol className={classes.versionList}>
          {all.map((version) => (
            <VersionLink key={version.version} version={version} isChosen={version === chosen} />
          ))}
        </ol>
        <MoreButton
          hasMore={versions.hasNextPage}
          isFetching={versions.isFetchingNextPage}
          onMore={() => void versions.fetchNextPage()}
        />
      </nav>
      <Panel id={id} chosen={chosen} all={all} />
    </div>
  );
}
