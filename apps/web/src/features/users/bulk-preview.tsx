import { useTranslation } from 'react-i18next';
import type { BulkPreview, BulkRefusals } from 'wardkeep/contracts';
import { useFormats } from '../../lib/formats';
import classes from './users.module.css';

function Refused({ refused: { code, count, samples } }: { readonly refused: BulkRefusals }) {
  const { t } = useTranslation('bulk');
  const format = useFormats();
  const names = samples.map(({ username, id }) => username ?? id);
  const more = count - names.length;
  return (
    <li>
      {t('preview.because', { n: format.number(count), why: t(`problems:${code}`) })}{' '}
      <span className="dimmed">
        {format.list(more > 0 ? [...names, t('preview.more', { n: format.number(more) })] : names)}
      </span>
    </li>
  );
}

/** How many would change, who is so already, and who is left out for which reason. */
export function BulkPreviewLines({ preview }: { readonly preview: BulkPreview }) {
  const { t } = useTranslation('bulk');
  const format = useFormats();
  const { total, willChange, unchanged, refused } = preview;
  const left = refused.reduce((sum, { count }) => sum + count, 0);
  return (
    <div className={classes.preview}>
      <dl>
        <div>
          <dt>{t('preview.total')}</dt>
          <dd>{format.number(total)}</dd>
        </div>
        <div data-main>
          <dt>{t('preview.willChange')}</dt>
          <dd>{format.number(willChange)}</dd>
        </div>
        <div>
          <dt>{t('preview.unchanged')}</dt>
          <dd>{format.number(unchanged)}</dd>
        </div>
        <div data-refused={left > 0 || undefined}>
          <dt>{t('preview.refused')}</dt>
          <dd>{format.number(left)}</dd>
        </div>
      </dl>
      {refused.length > 0 && (
        <ul>
          {refused.map((one) => (
            <Refused key={one.code} refused={one} />
          ))}
        </ul>
      )}
    </div>
  );
}
