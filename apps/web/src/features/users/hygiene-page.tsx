import {
  IconChevronRight,
  IconCircleCheck,
  IconClock,
  IconKey,
  IconShieldOff,
  IconUserQuestion,
} from '@tabler/icons-react';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { HygieneFinding } from 'wardkeep/contracts';
import { ListFailed, ListSkeleton } from '../../components/list-states';
import { PageHeader } from '../../components/page-header';
import { ForbiddenPage } from '../../components/page-states';
import { TimeText } from '../../components/time-text';
import { api } from '../../lib/api';
import { useFormats } from '../../lib/formats';
import { problemCode } from '../../lib/problems';
import { useTimeZone } from '../../lib/session';
import { searchOf } from './user-query';
import classes from './hygiene.module.css';

const hygiene = queryOptions({
  queryKey: ['users', 'hygiene'],
  queryFn: ({ signal }) => api.statistics.hygiene({ signal }),
});

const ICONS = {
  'never-signed-in': IconUserQuestion,
  dormant: IconClock,
  'no-second-factor': IconShieldOff,
  'old-password': IconKey,
} as const;

function Finding({ finding: { id, total, filter } }: { readonly finding: HygieneFinding }) {
  const { t } = useTranslation('bulk');
  const format = useFormats();
  const zone = useTimeZone();
  const n = format.number(total.value);
  const isClean = total.value === 0;
  const Icon = isClean ? IconCircleCheck : ICONS[id];
  return (
    <li className={classes.finding} data-clean={isClean || undefined}>
      <span className={classes.icon}>
        <Icon size={20} stroke={1.7} aria-hidden="true" />
      </span>
      <div className={classes.words}>
        <Link to="/users" search={searchOf(filter, zone) as never} className={classes.link}>
          {t(`hygiene.${id}.title`)}
        </Link>
        <p className="dimmed">{t(`hygiene.${id}.text`)}</p>
      </div>
      <strong className={classes.count}>{total.relation === 'exact' ? n : `${n}+`}</strong>
      <IconChevronRight size={18} className="dimmed" aria-hidden="true" />
    </li>
  );
}

/** Accounts that somebody should look at, as numbers that lead to them. */
export function HygienePage() {
  const { t } = useTranslation('bulk');
  const query = useQuery(hygiene);
  if (problemCode(query.error) === 'permission-missing') return <ForbiddenPage permission="users:read" />;
  return (
    <div className={classes.page}>
      <PageHeader
        title={t('hygiene.title')}
        page={t('users:title')}
        back={<Link to="/users">{t('users:title')}</Link>}
        lead={t('hygiene.lead')}
      />
      {query.isPending && <ListSkeleton />}
      {query.error && <ListFailed error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && (
        <>
          <ul className={classes.findings}>
            {query.data.findings.map((finding) => (
              <Finding key={finding.id} finding={finding} />
            ))}
          </ul>
          <p className="dimmed">
            {t('hygiene.at')} <TimeText at={query.data.at} />
          </p>
        </>
      )}
    </div>
  );
}
