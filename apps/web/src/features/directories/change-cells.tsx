import {
  IconCircleMinus,
  IconCirclePlus,
  IconPencil,
  IconPlayerSkipForward,
  IconRotateClockwise,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { FieldChange, SyncChange, SyncChangeKind } from 'wardkeep/contracts';
import { StatusMark } from '../../components/status-mark';
import { TimeText } from '../../components/time-text';
import classes from './directories.module.css';

const ICONS = {
  create: IconCirclePlus,
  update: IconPencil,
  disable: IconCircleMinus,
  reenable: IconRotateClockwise,
  skip: IconPlayerSkipForward,
} as const;

export function KindMark({ kind }: { readonly kind: SyncChangeKind }) {
  const { t } = useTranslation('directories');
  const Icon = ICONS[kind];
  return (
    <span className={classes.kind} data-kind={kind}>
      <Icon size={16} aria-hidden="true" />
      {t(`kindOne.${kind}`)}
    </span>
  );
}

function useValueWords() {
  const { t } = useTranslation('directories');
  return (value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('common:changes.empty');
    if (typeof value === 'boolean') return t(value ? 'common:yes' : 'common:no');
    if (typeof value === 'object' && 'name' in value) return String(value.name);
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
}

function Field({ change: { field, before, after }, isNew }: { readonly change: FieldChange; readonly isNew: boolean }) {
  const { t } = useTranslation('directories');
  const wordsOf = useValueWords();
  return (
    <li>
      <span className={classes.diffField}>{t(`userField.${field}`, { defaultValue: field })}</span>
      {!isNew && <del className={classes.before}>{wordsOf(before)}</del>}
      <ins className={classes.now}>{wordsOf(after)}</ins>
    </li>
  );
}

/** Field by field, before and after; or why nothing is done. */
export function Diff({ change }: { readonly change: SyncChange }) {
  const { t } = useTranslation('directories');
  const { changes, reason, kind } = change;
  const told = changes.filter(({ field }) => field !== 'enabled');
  return (
    <div className={classes.diff}>
      {told.length > 0 && (
        <ul>
          {told.map((one) => (
            <Field key={one.field} change={one} isNew={kind === 'create'} />
          ))}
        </ul>
      )}
      {reason && <p className={classes.reason}>{t(`skip.${reason}`)}</p>}
      {told.length === 0 && !reason && <span className="dimmed">{t(`explained.${kind}`)}</span>}
    </div>
  );
}

/** What became of a planned change when it came to it. */
export function ChangeResult({ change: { appliedAt, refused, kind } }: { readonly change: SyncChange }) {
  const { t } = useTranslation('directories');
  if (refused) {
    return (
      <span className={classes.refused}>
        <StatusMark status="refused" words={t('changes.refused')} />
        <span className="dimmed">{t(`refusal.${refused}`)}</span>
      </span>
    );
  }
  if (appliedAt) return <TimeText at={appliedAt} />;
  return <span className="dimmed">{t(kind === 'skip' ? 'kindOne.skip' : 'changes.notYet')}</span>;
}
