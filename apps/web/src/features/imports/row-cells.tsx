import { IconAlertCircle, IconCirclePlus, IconEqual, IconPencil } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { FieldChange, ImportReason, ImportRow } from 'wardkeep/contracts';
import { StatusMark } from '../../components/status-mark';
import classes from './imports.module.css';

type RowProps = { readonly row: ImportRow };

const ICONS = { new: IconCirclePlus, changed: IconPencil, same: IconEqual, error: IconAlertCircle } as const;

export function WhoOfRow({ row: { userId, username } }: RowProps) {
  const { t } = useTranslation('imports');
  const name = username || t('rows.noUsername');
  if (userId === null) return <strong className={classes.who}>{name}</strong>;
  return (
    <Link to="/users/$id" params={{ id: userId }}>
      {name}
    </Link>
  );
}

export function VerdictMark({ row: { verdict } }: RowProps) {
  const { t } = useTranslation('imports');
  if (verdict === null) return null;
  const Icon = ICONS[verdict];
  return (
    <span className={classes.verdict} data-verdict={verdict}>
      <Icon size={16} aria-hidden="true" />
      {t(`verdictOne.${verdict}`)}
    </span>
  );
}

function useValueWords() {
  const { t } = useTranslation('imports');
  return (value: unknown): string => {
    if (value === null || value === undefined || value === '') return t('common:changes.empty');
    if (typeof value === 'boolean') return t(value ? 'common:yes' : 'common:no');
    if (typeof value === 'object' && 'name' in value) return String(value.name);
    return typeof value === 'string' ? value : JSON.stringify(value);
  };
}

function Reason({ reason: { column, code, detail } }: { readonly reason: ImportReason }) {
  const { t } = useTranslation('imports');
  return (
    <li>
      {column && <span className={classes.field}>{t(`column.${column}`)}</span>}
      {t(`reason.${code}`, { defaultValue: detail })}
    </li>
  );
}

function Change({
  change: { field, before, after },
  isNew,
}: {
  readonly change: FieldChange;
  readonly isNew: boolean;
}) {
  const { t } = useTranslation('imports');
  const wordsOf = useValueWords();
  return (
    <li>
      <span className={classes.field}>{t(`column.${field}`, { defaultValue: field })}</span>
      {!isNew && <del>{wordsOf(before)}</del>} <ins>{wordsOf(after)}</ins>
    </li>
  );
}

const isTold = ({ field, after }: FieldChange) => field !== 'username' && after !== null && after !== '';

/** What is wrong by column; of a good row, its fields, before and after. */
export function RowDiff({ row: { verdict, reasons, changes } }: RowProps) {
  const { t } = useTranslation('imports');
  const isNew = verdict === 'new';
  const told = isNew ? changes.filter(isTold) : changes;
  return (
    <div className={classes.what} data-verdict={verdict}>
      {reasons.length > 0 && (
        <ul className={classes.reasons}>
          {reasons.map((reason) => (
            <Reason key={`${reason.column ?? ''} ${reason.code}`} reason={reason} />
          ))}
        </ul>
      )}
      {verdict !== 'error' && told.length > 0 && (
        <ul className={classes.changes}>
          {told.map((change) => (
            <Change key={change.field} change={change} isNew={isNew} />
          ))}
        </ul>
      )}
      {verdict === 'same' && <span className="dimmed">{t('rows.same')}</span>}
    </div>
  );
}

/** What became of the row. */
export function Outcome({ row: { outcome, refused, undone } }: RowProps) {
  const { t } = useTranslation('imports');
  if (undone) return <span className="dimmed">{t(`undone.${undone}`)}</span>;
  if (outcome === null) return <span className="dimmed">{t('rows.notApplied')}</span>;
  if (outcome !== 'refused') return <StatusMark status="success" words={t(`outcome.${outcome}`)} />;
  return (
    <span className={classes.refused}>
      <StatusMark status="refused" words={t('outcome.refused')} />
      <span className="dimmed">
        {t(`reason.${refused ?? ''}`, {
          defaultValue: t(`problems:${refused ?? ''}`, { defaultValue: refused ?? '' }),
        })}
      </span>
    </span>
  );
}
