import { useTranslation } from 'react-i18next';
import type { LdapTestEntry } from 'wardkeep/contracts';
import classes from './directories.module.css';

/** In the order in which they are looked for. */
const FIELDS = ['firstName', 'lastName', 'email', 'uniqueId'] as const;

function Entry({ entry }: { readonly entry: LdapTestEntry }) {
  const { t } = useTranslation('directories');
  const missing = <span className={classes.missing}>{t('test.missing')}</span>;
  return (
    <li className={classes.entry}>
      <h4>{entry.username ?? missing}</h4>
      <p className={classes.dn}>{entry.dn}</p>
      <dl className={classes.entryFields}>
        {FIELDS.map((field) => (
          <div key={field}>
            <dt>{t(`field.attributes.${field}`)}</dt>
            <dd className={field === 'uniqueId' ? 'mono' : undefined}>{entry[field] ?? missing}</dd>
          </div>
        ))}
        <div>
          <dt>{t('field.attributes.groups')}</dt>
          <dd>
            {entry.groups.length === 0 ? <span className="dimmed">{t('common:none')}</span> : entry.groups.length}
          </dd>
        </div>
      </dl>
    </li>
  );
}

/** The first few entries as they would become users. */
export function TestEntries({ entries }: { readonly entries: readonly LdapTestEntry[] }) {
  const { t } = useTranslation('directories');
  return (
    <section className={classes.entries}>
      <h3>{t('test.entries', { count: entries.length })}</h3>
      <ol>
        {entries.map((entry) => (
          <Entry key={entry.dn} entry={entry} />
        ))}
      </ol>
    </section>
  );
}
