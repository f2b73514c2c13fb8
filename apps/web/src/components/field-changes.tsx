import { useTranslation } from 'react-i18next';
import type { FieldChange } from 'wardkeep/contracts';
import classes from './field-changes.module.css';

type FieldChangesProps = {
  readonly changes: readonly FieldChange[];
  /** The words for a field's name; the name itself when it has none. */
  readonly fieldName?: (field: string) => string;
};

const isEmpty = (value: unknown) => (value ?? '') === '' || (Array.isArray(value) && value.length === 0);

/** What was empty and stayed so tells nothing: a new record has many such fields. */
const isTold = ({ before, after }: FieldChange) => !isEmpty(before) || !isEmpty(after);

function wordsOf(value: unknown, t: (key: string) => string): string {
  if (isEmpty(value)) return t('changes.empty');
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.map((one) => wordsOf(one, t)).join(',\n') : JSON.stringify(value);
}

/** What changed, one field a row, before and after. */
export function FieldChanges({ changes, fieldName = (field) => field }: FieldChangesProps) {
  const { t } = useTranslation();
  const told = changes.filter(isTold);
  if (told.length === 0) return <p className="dimmed">{t('changes.none')}</p>;
  return (
    <div className={classes.frame}>
      <table className={classes.changes}>
        <caption className="visually-hidden">{t('changes.caption')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('changes.field')}</th>
            <th scope="col">{t('changes.before')}</th>
            <th scope="col">{t('changes.after')}</th>
          </tr>
        </thead>
        <tbody>
          {told.map(({ field, before, after }) => (
            <tr key={field}>
              <th scope="row">{fieldName(field)}</th>
              <td className={classes.before}>{wordsOf(before, t)}</td>
              <td className={classes.after}>{wordsOf(after, t)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
